package dev.runlog.query;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// One thing that differs: its value in each run, [ComparisonValues#ABSENT] where a run has none.
public record ComparisonRow(String key, List<@Nullable Object> values) {

  /// The keys whose values are not the same in all maps, those of the lowest rank first, else in
  /// the order of their first appearance.
  static List<ComparisonRow> differing(
      List<? extends Map<String, ?>> sides, ToIntFunction<String> rank) {
    var keys = new LinkedHashSet<String>();
    sides.forEach(side -> keys.addAll(side.keySet()));
    var rows = new ArrayList<ComparisonRow>();
    for (var key : keys) {
      var values = new ArrayList<@Nullable Object>();
      for (var side : sides) {
        values.add(side.containsKey(key) ? side.get(key) : ComparisonValues.ABSENT);
      }
      if (!allSame(values)) {
        rows.add(new ComparisonRow(key, values));
      }
    }
    rows.sort((a, b) -> Integer.compare(rank.applyAsInt(a.key()), rank.applyAsInt(b.key())));
    return rows;
  }

  private static boolean allSame(List<@Nullable Object> values) {
    for (var value : values) {
      if (!ComparisonValues.same(values.getFirst(), value)) {
        return false;
      }
    }
    return true;
  }
}
