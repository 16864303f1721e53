package dev.runlog.capture.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values as they stand in files of results.
final class Cell {
  private static final int MAX_DEPTH = 6;
  private static final int MAX_KEYS = 5_000;

  private Cell() {}

  /// The number that a value is; null where it is none. Python's `nan`, `inf` and `91.2%` are
  /// numbers.
  static @Nullable Double number(@Nullable Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (!(value instanceof String text) || text.isBlank()) {
      return null;
    }
    var trimmed = text.trim();
    var number = Numeral.at(trimmed, 0);
    return number == null || number.cost() || number.ratio() || number.end() < trimmed.length()
        ? null
        : (Double) number.value();
  }

  /// Whether a value is written without a fraction.
  static boolean isWhole(@Nullable Object value) {
    if (value instanceof Number) {
      return value instanceof Long || value instanceof java.math.BigInteger;
    }
    var text = String.valueOf(value).trim();
    return !text.isEmpty() && text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '-');
  }

  /// Nested objects as one, with dotted keys; lists are left out.
  static Map<String, @Nullable Object> flat(Map<?, ?> tree) {
    var flat = new LinkedHashMap<String, @Nullable Object>();
    flat("", tree, 0, flat);
    return flat;
  }

  private static void flat(
      String prefix, Map<?, ?> tree, int depth, Map<String, @Nullable Object> flat) {
    for (var entry : tree.entrySet()) {
      var key = prefix + entry.getKey();
      if (entry.getValue() instanceof Map<?, ?> inner) {
        if (depth < MAX_DEPTH) {
          flat(key + ".", inner, depth + 1, flat);
        }
      } else if (flat.size() < MAX_KEYS && !(entry.getValue() instanceof Iterable<?>)) {
        flat.put(key, entry.getValue());
      }
    }
  }
}
