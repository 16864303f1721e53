package dev.runlog.json;

import dev.runlog.model.Run;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// RFC 8785: the one way to write a JSON value, so that equal values have equal hashes in every
/// language.
public final class Canonical {
  private Canonical() {}

  /// The canonical text of a tree as [Json] reads it.
  public static String text(@Nullable Object tree) {
    var out = new StringBuilder();
    write(tree, out);
    return out.toString();
  }

  /// `sha256:` and the hexadecimal SHA-256 of the canonical text.
  public static String hash(@Nullable Object tree) {
    return sha256(text(tree).getBytes(StandardCharsets.UTF_8));
  }

  /// What tells a run from all others, also from one of the same id in another project: 32
  /// hexadecimal digits.
  public static String key(Run run) {
    var words = run.runId() + "\n" + run.timestamp().start() + "\n" + run.command().cwd();
    return sha256(words.getBytes(StandardCharsets.UTF_8)).substring("sha256:".length(), 39);
  }

  /// `sha256:` and the hexadecimal SHA-256 of some bytes.
  public static String sha256(byte[] bytes) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(@Nullable Object tree, StringBuilder out) {
    switch (tree) {
      case null -> out.append("null");
      case Map<?, ?> map -> object(map, out);
      case Iterable<?> list -> {
        var separator = "[";
        for (var item : list) {
          out.append(separator);
          write(item, out);
          separator = ",";
        }
        out.append(separator.equals("[") ? "[]" : "]");
      }
      case Boolean flag -> out.append(flag);
      case Number number when Double.isFinite(number.doubleValue()) ->
          out.append(number(number.doubleValue()));
      default -> string(tree.toString(), out);
    }
  }

  private static void object(Map<?, ?> map, StringBuilder out) {
    var sorted = new TreeMap<String, @Nullable Object>();
    map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
    var separator = "{";
    for (var entry : sorted.entrySet()) {
      out.append(separator);
      string(entry.getKey(), out);
      out.append(':');
      write(entry.getValue(), out);
      separator = ",";
    }
    out.append(separator.equals("{") ? "{}" : "}");
  }

  /// A number as ECMAScript prints it. By hand, because BigDecimal costs 20 ms at its first use.
  static String number(double value) {
    if (value == 0) {
      return "0";
    }
    var text = layout(shortest(Math.abs(value)));
    return value < 0 ? "-" + text : text;
  }

  /// The significant digits of a number, and how many of them stand before its decimal point.
  private record Decimal(String digits, int point) {}

  /// From Java's form, 1.0E-5 or 123.45, to digits without zeros at either end.
  private static Decimal shortest(double value) {
    var text = Double.toString(value);
    int e = text.indexOf('E');
    int exponent = e < 0 ? 0 : Integer.parseInt(text.substring(e + 1));
    var mantissa = e < 0 ? text : text.substring(0, e);
    int dot = mantissa.indexOf('.');
    var digits = mantissa.substring(0, dot) + mantissa.substring(dot + 1);
    int start = 0;
    while (digits.charAt(start) == '0') {
      start++;
    }
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    var decimal = new Decimal(digits.substring(start, end), dot + exponent - start);
    return decimal.digits().length() == 2 ? oneDigit(decimal, value) : decimal;
  }

  /// Java prints at least two digits, ECMAScript one where one is enough.
  private static Decimal oneDigit(Decimal decimal, double value) {
    int digit = (Integer.parseInt(decimal.digits()) + 5) / 10;
    if (Double.parseDouble(digit + "E" + (decimal.point() - 1)) != value) {
      return decimal;
    }
    return digit < 10
        ? new Decimal(Integer.toString(digit), decimal.point())
        : new Decimal("1", decimal.point() + 1);
  }

  private static String layout(Decimal decimal) {
    var digits = decimal.digits();
    int point = decimal.point();
    if (point > 21 || point <= -6) {
      var fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      return digits.charAt(0) + fraction + "e" + (point > 0 ? "+" : "-") + Math.abs(point - 1);
    }
    if (point >= digits.length()) {
      return digits + "0".repeat(point - digits.length());
    }
    return point > 0
        ? digits.substring(0, point) + "." + digits.substring(point)
        : "0." + "0".repeat(-point) + digits;
  }

  private static void string(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
