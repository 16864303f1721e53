package dev.runlog.capture.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// TensorBoard's hparams plugin: the parameters that a session started with.
final class HyperParameters {
  private static final int MAX_DEPTH = 10;

  private HyperParameters() {}

  /// Adds `session_start_info.hparams` of a HParamsPluginData message.
  static void read(Wire content, Map<String, Object> parameters) {
    while (content.next()) {
      if (content.field() != 3 || !content.delimited()) {
        continue;
      }
      for (var start = content.message(); start.next(); ) {
        if (start.field() == 1 && start.delimited() && parameters.size() < 10_000) {
          entry(start.message(), parameters);
        }
      }
    }
  }

  private static void entry(Wire entry, Map<String, Object> parameters) {
    var key = "";
    Object value = null;
    while (entry.next()) {
      if (entry.field() == 1) {
        key = entry.text();
      } else if (entry.field() == 2 && entry.delimited()) {
        value = value(entry.message(), 0);
      }
    }
    if (value != null) {
      parameters.put(key, value);
    }
  }

  /// A google.protobuf.Value; null for null and for structures.
  private static @Nullable Object value(Wire value, int depth) {
    Object read = null;
    while (value.next()) {
      read =
          switch (value.field()) {
            case 2 -> number(value.float64());
            case 3 -> value.text();
            case 4 -> value.number() != 0;
            case 6 -> depth < MAX_DEPTH ? list(value.message(), depth) : null;
            default -> null;
          };
    }
    return read;
  }

  private static List<Object> list(Wire list, int depth) {
    var items = new ArrayList<Object>();
    while (list.next()) {
      var item = list.delimited() ? value(list.message(), depth + 1) : null;
      if (item != null) {
        items.add(item);
      }
    }
    return items;
  }

  /// Protobuf has only doubles: whole numbers become whole again.
  private static Object number(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1L << 53
        ? (Object) (long) number
        : (Object) number;
  }
}
