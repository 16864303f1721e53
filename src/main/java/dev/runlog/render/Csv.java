package dev.runlog.render;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Lines of comma-separated values, as RFC 4180 has them.
public final class Csv {
  private Csv() {}

  /// One line, without its end.
  public static String line(List<? extends @Nullable Object> values) {
    return values.stream().map(Csv::cell).collect(Collectors.joining(","));
  }

  private static String cell(@Nullable Object value) {
    var text = value == null ? "" : plain(value);
    return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }

  private static String plain(Object value) {
    boolean isWhole =
        value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15;
    return isWhole ? Long.toString(((Double) value).longValue()) : value.toString();
  }
}
