package dev.runlog.render;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a search has found, as a table or as JSON.
public final class FoundTable {
  private FoundTable() {}

  /// A run that was found: `what` is the metric, the path or the place, `value` what stands there,
  /// `where` final, best, step 12 ...
  public record Found(
      String runId,
      String folder,
      @Nullable String start,
      @Nullable String status,
      String what,
      Object value,
      String where) {

    /// As an item of the JSON array.
    public Map<String, @Nullable Object> tree(String asked) {
      var tree = new LinkedHashMap<String, @Nullable Object>();
      tree.put("asked", asked);
      tree.put("run_id", runId);
      tree.put("folder", folder);
      tree.put("start", start);
      tree.put("status", status);
      tree.put("what", what);
      tree.put("value", value);
      tree.put("where", where);
      return tree;
    }
  }

  /// The lines of a table; one line that says so where nothing was found.
  public static List<String> lines(String asked, List<Found> all, Instant now, int width) {
    if (all.isEmpty()) {
      return List.of(asked + ": not from any known run");
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("RUN", "AGE", "STATUS", "WHAT", "WHERE", "VALUE"));
    for (var found : all) {
      var start = found.start();
      var status = found.status();
      rows.add(
          List.of(
              found.runId(),
              start == null ? "?" : RunTable.age(start, now),
              status == null ? "?" : status,
              found.what(),
              found.where(),
              text(found.value())));
    }
    return Table.lines(rows, width);
  }

  private static String text(Object value) {
    return value instanceof Double number ? exact(number) : String.valueOf(value);
  }

  /// A number with up to eight digits: enough to see how it was rounded.
  private static String exact(double value) {
    var text = String.format(java.util.Locale.ROOT, "%.8g", value);
    return text.contains("e") || !text.contains(".") ? text : text.replaceFirst("\\.?0+$", "");
  }
}
