import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Confirmations from the MES into the ERP, over networks that lose, repeat and reorder. The JDK alone: java Integration.java */
public final class Integration {
  static final String ERP = System.getenv("MFGSYNC_ERP_URL"), DESK = System.getenv("MFGSYNC_EXCEPTIONS_URL");
  static final Path STATE = Path.of(System.getenv().getOrDefault("MFGSYNC_STATE_DIR", "."));
  /** The business day is that of the plant. */
  static final ZoneId PLANT = ZoneId.of("Europe/Berlin");
  static final Set<Integer> PASSES = Set.of(401, 403, 408, 423, 429);
  static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(1)).build();
  static final Map<String, Fact> INBOX = new ConcurrentHashMap<>();

  record Fact(String key, String stream, int sequence, Map<String, Object> data) {
    Path file(String what) {
      return STATE.resolve(URLEncoder.encode(key, StandardCharsets.UTF_8) + what);
    }

    boolean is(String what) {
      return Files.exists(file(what));
    }
  }

  record Answer(int status, long pauseMs, Map<String, Object> body) {}

  /** On the disk under another name first, then in its place: a crash leaves the whole file or none. */
  static void keep(Fact fact, String what, String text) throws IOException {
    Path part = Files.createTempFile(STATE, "part", ".tmp");
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    }
    Files.move(part, fact.file(what), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @SuppressWarnings("unchecked")
  static Fact factOf(String text) {
    Map<String, Object> event = (Map<String, Object>) new Json(text).value();
    String stream = event.get("source") + "|" + event.get("partitionkey");
    return new Fact((String) event.get("subject"), stream, Integer.parseInt(event.get("sequence").toString()), (Map<String, Object>) event.get("data"));
  }

  @SuppressWarnings("unchecked")
  static Answer send(String method, String url, String key, Map<String, Object> body) throws Exception {
    // A header carries ASCII alone; a key may have more in it.
    String name = URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
    var content = body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(Json.text(body));
    var request = HttpRequest.newBuilder(URI.create(url)).method(method, content).timeout(Duration.ofSeconds(1))
        .header("content-type", "application/json").header("idempotency-key", name).header("x-correlation-id", name).build();
    HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    long pauseMs = Math.round(1000 * Double.parseDouble(response.headers().firstValue("retry-after").orElse("0")));
    return new Answer(response.statusCode(), pauseMs, (Map<String, Object>) new Json(response.body()).value());
  }

  static void settle(Fact fact) throws Exception {
    String key = fact.key();
    // Rule 4: before a posting is repeated, ask whether it is there.
    if (fact.is(".tried")) {
      String lookup = ERP + "/confirmations?reference=" + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
      Answer found = send("GET", lookup, key, null);
      if (found.status() != 200) throw new IOException("HTTP " + found.status());
      if (!((List<?>) found.body().get("items")).isEmpty()) {
        keep(fact, ".done", "");
        return;
      }
    }
    keep(fact, ".tried", "");
    Map<String, Object> posting = new LinkedHashMap<>();
    for (String name : List.of("order", "operation", "kind", "yield", "scrap", "rework"))
      if (fact.data().containsKey(name)) posting.put(name, fact.data().get(name));
    posting.put("postingDate", OffsetDateTime.parse(fact.data().get("occurredAt").toString()).atZoneSameInstant(PLANT).toLocalDate().toString());
    posting.put("reference", key);
    Answer answer = send("POST", ERP + "/confirmations", key, posting);
    Map<?, ?> error = answer.body().get("error") instanceof Map<?, ?> map ? map : Map.of();
    if (answer.status() >= 300 && !"DUPLICATE_REFERENCE".equals(error.get("code"))) {
      // Rule 5: what passes is tried again, when the ERP says; what does not pass is for people.
      if (answer.status() >= 500 || PASSES.contains(answer.status()) || "CONFLICT".equals(error.get("code"))) {
        Thread.sleep(answer.pauseMs());
        throw new IOException(error.get("code") + ", HTTP " + answer.status());
      }
      Map<String, Object> exception = new LinkedHashMap<>(Map.of("fact", key, "class", "business", "owner", "production"));
      exception.put("code", error.get("code"));
      exception.put("reason", error.get("message") == null ? "refused" : error.get("message"));
      if (send("POST", DESK, key, exception).status() >= 300) throw new IOException("the exception desk did not take it");
    }
    keep(fact, ".done", "");
  }

  /** Rule 3: in each order's own sequence. A fact is next when all that come before it are done. */
  static boolean isNext(Fact fact) {
    long before = INBOX.values().stream().filter(other -> other.stream().equals(fact.stream()) && other.sequence() < fact.sequence() && other.is(".done")).count();
    return !fact.is(".done") && before == fact.sequence() - 1;
  }

  public static void main(String[] arguments) throws Exception {
    try (var files = Files.list(STATE)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".fact")).collect(Collectors.toList())) {
        Fact fact = factOf(Files.readString(file));
        INBOX.put(fact.key(), fact);
      }
    }
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"))), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/events", exchange -> {
      try (exchange) {
        // Rule 1: first on the disk, then 2xx. Rule 2: a fact is known by its business key, whatever event brings it.
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Fact fact = factOf(text);
        if (!fact.is(".fact")) keep(fact, ".fact", text);
        INBOX.putIfAbsent(fact.key(), fact);
        exchange.sendResponseHeaders(204, -1);
      }
    });
    server.start();
    var pool = Executors.newCachedThreadPool();
    for (;;) {
      var round = INBOX.values().stream().filter(Integration::isNext).map(fact -> pool.submit(() -> {
        try {
          settle(fact);
        } catch (Exception error) {
          // Whatever it was, the fact is still there: it is tried again.
          System.err.println(fact.key() + ": " + error);
        }
      })).toList();
      for (var each : round) each.get();
      Thread.sleep(50);
    }
  }
}

/** As much of JSON as events and answers need. A library of yours does it as well. */
final class Json {
  private final String text;
  private int at = 0;

  Json(String text) {
    this.text = text;
  }

  Object value() {
    char next = peek();
    if (next == '{') {
      Map<String, Object> map = new LinkedHashMap<>();
      for (at += 1; peek() != '}'; skip(',')) {
        String name = (String) value();
        skip(':');
        map.put(name, value());
      }
      at += 1;
      return map;
    }
    if (next == '[') {
      List<Object> list = new ArrayList<>();
      for (at += 1; peek() != ']'; skip(',')) list.add(value());
      at += 1;
      return list;
    }
    if (next == '"') return string();
    int from = at;
    while (at < text.length() && ",]} \n\r\t".indexOf(text.charAt(at)) < 0) at += 1;
    String word = text.substring(from, at);
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> null;
      default -> new BigDecimal(word);
    };
  }

  private String string() {
    StringBuilder out = new StringBuilder();
    for (at += 1; text.charAt(at) != '"'; at += 1) {
      if (text.charAt(at) != '\\') out.append(text.charAt(at));
      else if (text.charAt(++at) == 'u') {
        out.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
        at += 4;
      } else out.append("nrtbf".indexOf(text.charAt(at)) < 0 ? text.charAt(at) : "\n\r\t\b\f".charAt("nrtbf".indexOf(text.charAt(at))));
    }
    at += 1;
    return out.toString();
  }

  private char peek() {
    while (" \n\r\t".indexOf(text.charAt(at)) >= 0) at += 1;
    return text.charAt(at);
  }

  private void skip(char sign) {
    if (peek() == sign) at += 1;
  }

  static String text(Object value) {
    if (value instanceof Map<?, ?> map)
      return map.entrySet().stream().map(entry -> text(entry.getKey()) + ":" + text(entry.getValue())).collect(Collectors.joining(",", "{", "}"));
    if (value instanceof List<?> list) return list.stream().map(Json::text).collect(Collectors.joining(",", "[", "]"));
    if (!(value instanceof String string)) return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
    StringBuilder out = new StringBuilder("\"");
    for (char each : string.toCharArray()) out.append(each == '"' || each == '\\' ? "\\" + each : each < 32 ? String.format("\\u%04x", (int) each) : "" + each);
    return out.append('"').toString();
  }
}
