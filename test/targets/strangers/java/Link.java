import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
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
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * MES to ERP by webhook: a pool of threads, a turn for each order, one log as memory. Nothing but the JDK.
 * MISTAKE=... makes it commit exactly one mistake, ODD=... makes it do something unusual that is right.
 */
public final class Link {
  static final String MISTAKE = System.getenv().getOrDefault("MISTAKE", "");
  static final String ODD = System.getenv().getOrDefault("ODD", "");
  static final String ERP = System.getenv("MFGSYNC_ERP_URL");
  static final String DESK = System.getenv("MFGSYNC_EXCEPTIONS_URL");
  static final Map<String, String> ZONES = Map.of("P1", "Europe/Berlin", "P2", "America/Chicago");
  static final Set<Integer> PASSING = Set.of(401, 403, 408, 423, 429);

  /** What is known of one fact. The log has a line for each change of it. */
  static final class Fact {
    String id, key, type, turn, source;
    int seq;
    Map<String, Object> data;
    volatile String state = "open";
    volatile String document = "", day = "";
    volatile boolean sent, unreleased;
    volatile int tries;
    /** Guards it: one thread at a time. */
    boolean busy;
  }

  record Answer(int status, Map<String, Object> body, long afterMs) {
    String error(String name) {
      return Json.text(Json.object(body.get("error")), name);
    }
  }

  final Map<String, Fact> facts =
      MISTAKE.equals("ignores-case") ? new TreeMap<>(String.CASE_INSENSITIVE_ORDER) : new TreeMap<>();
  final Map<String, TreeMap<Integer, Fact>> turns = new ConcurrentHashMap<>();
  final ExecutorService pool = Executors.newFixedThreadPool(8);
  final ScheduledExecutorService later = Executors.newScheduledThreadPool(1);
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(1)).build();
  FileChannel log;

  // ---- memory

  synchronized void keep(String what, String id, Object value) {
    if (!MISTAKE.equals("memory-only")) {
      try {
        log.write(ByteBuffer.wrap((Json.write(List.of(what, id, value)) + "\n").getBytes(StandardCharsets.UTF_8)));
        log.force(false);
      } catch (IOException error) {
        throw new IllegalStateException(error);
      }
    }
    apply(what, id, value);
  }

  synchronized void apply(String what, String id, Object value) {
    Fact fact = facts.get(id);
    switch (what) {
      case "fact" -> {
        if (fact == null) add(id, Json.object(value));
      }
      case "sent" -> fact.sent = true;
      case "day" -> fact.day = value.toString();
      case "document" -> fact.document = value.toString();
      case "state" -> fact.state = value.toString();
      default -> throw new IllegalStateException(what);
    }
  }

  void add(String id, Map<String, Object> event) {
    Fact fact = new Fact();
    fact.id = id;
    fact.key = Json.text(event, "subject");
    fact.type = Json.text(event, "type");
    fact.source = Json.text(event, "source");
    fact.seq = Integer.parseInt(Json.text(event, "sequence"));
    fact.data = Json.object(event.get("data"));
    fact.turn = fact.source + "|" + Json.text(event, "partitionkey");
    facts.put(id, fact);
    turns.computeIfAbsent(fact.turn, each -> new TreeMap<>()).put(fact.seq, fact);
  }

  void open(Path file) throws IOException {
    boolean torn = false;
    if (Files.exists(file)) {
      String text = Files.readString(file);
      torn = !text.isEmpty() && !text.endsWith("\n");
      for (String line : text.split("\n")) {
        try {
          List<?> entry = (List<?>) Json.parse(line);
          apply(entry.get(0).toString(), entry.get(1).toString(), entry.get(2));
        } catch (RuntimeException error) {
          System.err.println("half a line: " + line);
        }
      }
    }
    log = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    if (torn) log.write(ByteBuffer.wrap("\n".getBytes(StandardCharsets.UTF_8)));
  }

  // ---- wire

  static String url(String text) {
    return MISTAKE.equals("no-encoding") ? text : escaped(text);
  }

  static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Status 0: nobody knows what became of it. */
  Answer call(String method, String url, Object body, String key) {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(1));
      if (body == null) request.method(method, HttpRequest.BodyPublishers.noBody());
      else request.header("Content-Type", "application/json").method(method, HttpRequest.BodyPublishers.ofString(Json.write(body)));
      if (key != null) request.header("Idempotency-Key", escaped(key));
      HttpResponse<String> got = client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      double after = Double.parseDouble(got.headers().firstValue("retry-after").orElse("0"));
      return new Answer(got.statusCode(), Json.object(Json.parse(got.body())), (long) (after * 1000));
    } catch (IOException | InterruptedException | RuntimeException error) {
      return new Answer(0, Map.of(), 0);
    }
  }

  // ---- what a fact becomes

  static boolean is(Fact fact, String word) {
    return fact.type.contains(word);
  }

  static String happened(Fact fact) {
    ZoneId zone = ZoneId.of(ZONES.getOrDefault(Json.text(fact.data, "plant"), "Europe/Berlin"));
    if (MISTAKE.equals("dated-today")) return LocalDate.now().toString();
    return OffsetDateTime.parse(Json.text(fact.data, "occurredAt")).atZoneSameInstant(zone).toLocalDate().toString();
  }

  static String collection(Fact fact) {
    return is(fact, "consumed") ? "/goods-movements" : "/confirmations";
  }

  Map<String, Object> posting(Fact fact) {
    Map<String, Object> body = new TreeMap<>();
    body.put("postingDate", fact.day.isEmpty() ? happened(fact) : fact.day);
    body.put("reference", fact.key);
    if (is(fact, "reversed")) {
      body.put("reason", Json.text(fact.data, "reason"));
      return body;
    }
    body.put("documentDate", happened(fact));
    for (String name : List.of("order", "operation", "plant")) body.put(name, fact.data.get(name));
    if (is(fact, "consumed")) {
      body.put("type", "issue");
      for (String name : List.of("item", "location")) body.put(name, fact.data.get(name));
      if (!Json.text(fact.data, "lot").isEmpty()) body.put("lot", fact.data.get("lot"));
      Object quantity = ODD.equals("whole-pieces") ? whole(fact) : fact.data.get("quantity");
      body.put("quantity", Map.of("quantity", quantity, "unit", fact.data.get("unit")));
      return body;
    }
    body.put("kind", fact.data.get("kind"));
    body.put("yield", fact.data.get("yield"));
    if (MISTAKE.equals("pieces-as-boxes")) body.put("yield", Map.of("quantity", amount(fact, "yield"), "unit", "BOX"));
    for (String measure : List.of("scrap", "rework")) {
      if (amount(fact, measure).signum() > 0) body.put(measure, fact.data.get(measure));
    }
    return body;
  }

  static BigDecimal amount(Fact fact, String measure) {
    Object quantity = Json.object(fact.data.get(measure)).get("quantity");
    return quantity == null ? BigDecimal.ZERO : new BigDecimal(quantity.toString());
  }

  /** Whole pieces, so that the sum of all so far is right to half a piece: the last takes what rounding left over. */
  synchronized BigDecimal whole(Fact fact) {
    BigDecimal before = BigDecimal.ZERO;
    for (Fact other : turns.get(fact.turn).headMap(fact.seq).values()) {
      if (is(other, "consumed") && other.data.get("item").equals(fact.data.get("item"))) {
        before = before.add(new BigDecimal(Json.text(other.data, "quantity")));
      }
    }
    BigDecimal after = before.add(new BigDecimal(Json.text(fact.data, "quantity")));
    return after.setScale(0, RoundingMode.HALF_UP).subtract(before.setScale(0, RoundingMode.HALF_UP));
  }

  // ---- whose turn it is

  /** The next of an order, or (the mistake) whatever is open at each of its operations. */
  synchronized List<Fact> next(String turn) {
    List<Fact> next = new ArrayList<>();
    int place = 1;
    for (Fact fact : turns.get(turn).values()) {
      boolean open = fact.state.equals("open");
      if (MISTAKE.equals("side-by-side")) {
        boolean first = next.stream().noneMatch(each -> each.data.get("operation").equals(fact.data.get("operation")));
        if (open && first) next.add(fact);
      } else {
        if (fact.seq != place++) break;
        if (open) {
          next.add(fact);
          break;
        }
      }
    }
    return next;
  }

  void turn(String turn, String delivered) {
    for (Fact fact : next(turn)) {
      synchronized (this) {
        if (fact.busy && !(MISTAKE.equals("two-workers") && fact.id.equals(delivered))) continue;
        fact.busy = true;
      }
      pool.execute(() -> run(fact));
    }
  }

  void run(Fact fact) {
    long wait = -1;
    try {
      wait = attempt(fact);
    } catch (RuntimeException error) {
      System.err.println(fact.key + ": " + error);
      wait = 200;
    }
    if (wait < 0) {
      synchronized (this) {
        fact.busy = false;
      }
      turn(fact.turn, null);
      return;
    }
    long pause = Math.max(wait, Math.min(1000, 60L << Math.min(fact.tries++, 5)));
    later.schedule(() -> pool.execute(() -> run(fact)), pause, TimeUnit.MILLISECONDS);
  }

  // ---- one try: milliseconds to wait before the next, -1 where it is settled

  long settled(Fact fact, String state, String document) {
    if (!document.isEmpty()) keep("document", fact.id, document);
    keep("state", fact.id, state);
    return -1;
  }

  long attempt(Fact fact) {
    if (!fact.state.equals("open")) return -1;
    Fact original = is(fact, "reversed") ? original(fact) : null;
    if (original != null && original.state.equals("people")) {
      close(original, "cancelled by " + fact.key);
      return settled(fact, "void", "");
    }
    if (fact.unreleased && !released(fact)) return 300;
    boolean blind = MISTAKE.equals("5xx-is-not-posted");
    if ((fact.sent && !blind) || MISTAKE.equals("two-workers") || ODD.equals("looks-first")) {
      String found = look(collection(fact), fact.key, fact);
      if (found == null) return 0;
      if (!found.isEmpty()) return settled(fact, "posted", found);
    }
    String url = address(fact, original);
    if (url == null) return 300;
    keep("sent", fact.id, "");
    return understand(fact, call("POST", url, posting(fact), blind ? UUID.randomUUID().toString() : fact.id + fact.day));
  }

  long understand(Fact fact, Answer answer) {
    String code = answer.error("code");
    if (answer.status() == 201 || answer.status() == 200) return settled(fact, "posted", Json.text(answer.body(), "document"));
    if (code.equals("DUPLICATE_REFERENCE") || code.equals("ALREADY_REVERSED")) return settled(fact, "posted", answer.error("document"));
    if (answer.status() == 0 || answer.status() >= 500 || PASSING.contains(answer.status()) || code.equals("CONFLICT")) return answer.afterMs();
    String open = answer.error("nextOpenDate");
    if (code.equals("PERIOD_CLOSED") && !open.isEmpty() && fact.day.isEmpty()) {
      keep("day", fact.id, open);
      return 0;
    }
    if (code.equals("ORDER_NOT_RELEASED")) {
      fact.unreleased = true;
      return 300;
    }
    return raise(fact, code, answer.error("message")) ? settled(fact, "people", "") : 200;
  }

  synchronized Fact original(Fact fact) {
    return facts.get(fact.source + "|" + Json.text(fact.data, "confirmation"));
  }

  String address(Fact fact, Fact original) {
    if (!is(fact, "reversed")) return ERP + collection(fact);
    String document = original == null ? "" : original.document;
    if (document.isEmpty()) document = look("/confirmations", Json.text(fact.data, "confirmation"), fact);
    return document == null || document.isEmpty() ? null : ERP + "/confirmations/" + url(document) + "/reversal";
  }

  /** Null where the ERP cannot say, empty where there is none. */
  String look(String collection, String reference, Fact fact) {
    Answer answer = call("GET", ERP + collection + "?plant=" + url(Json.text(fact.data, "plant")) + "&reference=" + url(reference), null, null);
    if (answer.status() != 200) return null;
    List<?> items = (List<?>) answer.body().get("items");
    return items.isEmpty() ? "" : Json.text(Json.object(items.get(0)), "document");
  }

  static String orderPath(Fact fact) {
    return "/production-orders/" + url(Json.text(fact.data, "order")) + "?plant=" + url(Json.text(fact.data, "plant"));
  }

  boolean released(Fact fact) {
    Answer order = call("GET", ERP + orderPath(fact), null, null);
    if (order.status() != 200 || "created".equals(order.body().get("status"))) return false;
    fact.unreleased = false;
    return true;
  }

  // ---- people

  boolean raise(Fact fact, String code, String reason) {
    Answer known = openOf(fact);
    if (known.status() != 200) return false;
    if (!((List<?>) known.body().get("items")).isEmpty()) return true;
    Map<String, Object> entry = new TreeMap<>(Map.of("fact", fact.key, "plant", fact.data.get("plant"), "class", "business", "owner", "plant office"));
    entry.put("reason", reason.isEmpty() ? "refused" : reason);
    if (!code.isEmpty()) entry.put("code", code);
    int status = call("POST", DESK, entry, fact.id + "/raise").status();
    return status == 200 || status == 201;
  }

  /** Two plants may have the same number. */
  Answer openOf(Fact fact) {
    return call("GET", DESK + "?status=open&plant=" + escaped(Json.text(fact.data, "plant")) + "&fact=" + escaped(fact.key), null, null);
  }

  void close(Fact fact, String reason) {
    Answer known = openOf(fact);
    if (known.status() != 200) throw new IllegalStateException("the desk answers " + known.status());
    for (Object item : (List<?>) known.body().get("items")) {
      String url = DESK + "/" + escaped(Json.text(Json.object(item), "exception")) + "/close";
      call("POST", url, Map.of("resolution", "discarded", "reason", reason), null);
    }
  }

  // ---- what comes in

  void take(HttpExchange exchange) throws IOException {
    int status = 202;
    try {
      Map<String, Object> event = Json.object(Json.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      String id = Json.text(event, "source") + "|" + Json.text(event, "subject");
      synchronized (this) {
        if (!facts.containsKey(id)) keep("fact", id, event);
      }
      turn(facts.get(id).turn, id);
    } catch (RuntimeException error) {
      System.err.println(error);
      status = 400;
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  public static void main(String[] arguments) throws IOException {
    Link link = new Link();
    link.open(Path.of(System.getenv("MFGSYNC_STATE_DIR"), "link.log"));
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 64);
    server.createContext("/events", link::take);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.start();
    for (String turn : link.turns.keySet()) link.turn(turn, null);
  }
}
