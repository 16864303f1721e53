package dev.runlog.json;

import java.math.BigDecimal;
import java.math.MathContext;
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

  /// A number as ECMAScript prints it.
  static String number(double value) {
    if (value == 0) {
      return "0";
    }
    var shortest = shortest(Math.abs(value));
    var digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale();
    String text;
    if (point > 21 || point <= -6) {
      var fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      text = digits.charAt(0) + fraction + "e" + (point > 0 ? "+" : "-") + Math.abs(point - 1);
    } else if (point >= digits.length()) {
      text = digits + "0".repeat(point - digits.length());
    } else if (point > 0) {
      text = digits.substring(0, point) + "." + digits.substring(point);
    } else {
      text = "0." + "0".repeat(-point) + digits;
    }
    return value < 0 ? "-" + text : text;
  }

  /// Java prints at least two digits, ECMAScript one where one is enough.
  private static BigDecimal shortest(double value) {
    var decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    var oneDigit = decimal.round(new MathContext(1));
    return decimal.precision() == 2 && oneDigit.doubleValue() == value ? oneDigit : decimal;
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
