import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Just enough JSON: maps, lists, strings, decimals, booleans. */
final class Json {
  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  static Object parse(String text) {
    Json json = new Json(text);
    Object value = json.value();
    json.blank();
    if (json.at != text.length()) throw new IllegalArgumentException("not JSON at " + json.at);
    return value;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(Object value) {
    return value instanceof Map ? (Map<String, Object>) value : new LinkedHashMap<>();
  }

  static String text(Map<String, Object> from, String name) {
    Object value = from.get(name);
    return value == null ? "" : value.toString();
  }

  private void blank() {
    while (at < text.length() && text.charAt(at) <= ' ') at++;
  }

  private Object value() {
    blank();
    char first = text.charAt(at);
    if (first == '{') return map();
    if (first == '[') return list();
    if (first == '"') return string();
    int from = at;
    while (at < text.length() && ",]} \n\r\t".indexOf(text.charAt(at)) < 0) at++;
    String word = text.substring(from, at);
    switch (word) {
      case "true": return Boolean.TRUE;
      case "false": return Boolean.FALSE;
      case "null": return null;
      default: return new BigDecimal(word);
    }
  }

  private Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    at++;
    for (blank(); text.charAt(at) != '}'; blank()) {
      if (text.charAt(at) == ',') at++;
      blank();
      String name = string();
      blank();
      at++;
      map.put(name, value());
    }
    at++;
    return map;
  }

  private List<Object> list() {
    List<Object> list = new ArrayList<>();
    at++;
    for (blank(); text.charAt(at) != ']'; blank()) {
      if (text.charAt(at) == ',') at++;
      list.add(value());
    }
    at++;
    return list;
  }

  private String string() {
    StringBuilder out = new StringBuilder();
    for (at++; text.charAt(at) != '"'; at++) {
      char letter = text.charAt(at);
      if (letter != '\\') {
        out.append(letter);
        continue;
      }
      letter = text.charAt(++at);
      int known = "bfnrt".indexOf(letter);
      if (known >= 0) out.append("\b\f\n\r\t".charAt(known));
      else if (letter != 'u') out.append(letter);
      else {
        out.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
        at += 4;
      }
    }
    at++;
    return out.toString();
  }

  static String write(Object value) {
    if (value instanceof Map) {
      List<String> parts = new ArrayList<>();
      ((Map<?, ?>) value).forEach((name, each) -> parts.add(write(name.toString()) + ":" + write(each)));
      return "{" + String.join(",", parts) + "}";
    }
    if (value instanceof List) {
      List<String> parts = new ArrayList<>();
      for (Object each : (List<?>) value) parts.add(write(each));
      return "[" + String.join(",", parts) + "]";
    }
    if (value instanceof BigDecimal) return ((BigDecimal) value).toPlainString();
    if (value == null || value instanceof Boolean || value instanceof Number) return String.valueOf(value);
    StringBuilder out = new StringBuilder("\"");
    for (char letter : value.toString().toCharArray()) {
      if (letter == '"' || letter == '\\') out.append('\\').append(letter);
      else if (letter < ' ') out.append(String.format("\\u%04x", (int) letter));
      else out.append(letter);
    }
    return out.append('"').toString();
  }
}
