package dev.runlog.capture.python;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One line of an event file; whatever is missing or of another kind is empty.
record Event(Map<String, @Nullable Object> fields) {

  String kind() {
    return text("e");
  }

  String text(String name) {
    return fields.get(name) instanceof String text ? text : "";
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(fields.get(name));
  }

  long number(String name) {
    return fields.get(name) instanceof Number number ? number.longValue() : 0;
  }

  /// A time in seconds since the epoch.
  double seconds(String name) {
    return fields.get(name) instanceof Number number ? number.doubleValue() : 0;
  }

  @Nullable Object value(String name) {
    return untagged(fields.get(name));
  }

  List<String> texts(String name) {
    var texts = new ArrayList<String>();
    if (fields.get(name) instanceof List<?> list) {
      list.forEach(item -> texts.add(String.valueOf(item)));
    }
    return texts;
  }

  List<Long> numbers(String name) {
    var numbers = new ArrayList<Long>();
    if (fields.get(name) instanceof List<?> list) {
      for (var item : list) {
        if (item instanceof Number number) {
          numbers.add(number.longValue());
        }
      }
    }
    return numbers;
  }

  /// Of a process's first event: whether it is the only one of its program, or the first rank.
  boolean isFirstRank() {
    var rank = map("rank");
    return List.of("RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "PMI_RANK").stream()
        .map(name -> String.valueOf(rank.getOrDefault(name, "0")))
        .allMatch("0"::equals);
  }

  Map<String, @Nullable Object> map(String name) {
    var values = new LinkedHashMap<String, @Nullable Object>();
    if (fields.get(name) instanceof Map<?, ?> map) {
      map.forEach((key, value) -> values.put(String.valueOf(key), untagged(value)));
    }
    return values;
  }

  /// Values that JSON has no form for arrive as an object with one key that starts with `$`.
  private static @Nullable Object untagged(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Map<?, ?> map when map.size() == 1 && isTag(map.keySet().iterator().next()) ->
          tagged(String.valueOf(map.keySet().iterator().next()), map.values().iterator().next());
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, item) -> copy.put(String.valueOf(key), untagged(item)));
        yield copy;
      }
      case List<?> list -> {
        var copy = new ArrayList<@Nullable Object>();
        list.forEach(item -> copy.add(untagged(item)));
        yield copy;
      }
      default -> value;
    };
  }

  private static boolean isTag(@Nullable Object key) {
    return key instanceof String text
        && switch (text) {
          case "$path", "$enum", "$ref", "$type", "$float" -> true;
          default -> false;
        };
  }

  private static Object tagged(String tag, @Nullable Object value) {
    var text = String.valueOf(value);
    return switch (tag) {
      case "$type" -> "<" + text + ">";
      case "$float" ->
          switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.NaN;
          };
      default -> text;
    };
  }
}
