package dev.runlog.render;

import dev.runlog.query.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Plots of metrics, one below the other, each with a line for every run.
public final class SeriesPage {
  private static final int SMALL = 8;
  private static final int LARGE = 20;

  private SeriesPage() {}

  /// The page's lines; `series` has one entry a run. Metrics with a single value are left out
  /// unless asked for by name (`large`).
  public static List<String> lines(
      List<String> metrics,
      List<String> labels,
      List<Map<String, Series>> series,
      boolean large,
      Look look) {
    var lines = new ArrayList<String>();
    for (var metric : metrics) {
      var drawn = new ArrayList<Plot.Line>();
      boolean any = large;
      for (int i = 0; i < labels.size(); i++) {
        var own = series.get(i).getOrDefault(metric, new Series());
        drawn.add(new Plot.Line(labels.get(i), own));
        any |= own.count() > 1;
      }
      var plot = any ? Plot.lines(drawn, large ? LARGE : SMALL, look) : List.<String>of();
      if (!plot.isEmpty()) {
        lines.addAll(lines.isEmpty() ? List.of() : List.of(""));
        lines.add(look.bold(ValueText.clean(metric)));
        lines.addAll(legend(drawn, look));
        lines.addAll(plot);
      }
    }
    return lines;
  }

  private static List<String> legend(List<Plot.Line> drawn, Look look) {
    var lines = new ArrayList<String>();
    for (int i = 0; i < drawn.size(); i++) {
      var series = drawn.get(i).series();
      var name = drawn.size() == 1 ? "" : drawn.get(i).label() + "  ";
      var mark = drawn.size() == 1 ? "" : look.line(i, ComparisonPage.letter(i)) + "  ";
      lines.add("  " + mark + ValueText.clean(name) + facts(series));
    }
    return lines;
  }

  private static String facts(Series series) {
    if (series.count() == 0) {
      return "(none)";
    }
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (var bucket : series.buckets()) {
      least = Math.min(least, bucket.min());
      greatest = Math.max(greatest, bucket.max());
    }
    return series.count()
        + (series.count() == 1 ? " point" : " points")
        + (series.isEmpty()
            ? ""
            : ", from " + Numbers.brief(least) + " to " + Numbers.brief(greatest))
        + ", last "
        + Numbers.brief(series.lastValue())
        + (series.notFinite() == 0 ? "" : ", " + series.notFinite() + " of them not finite");
  }

  /// The same as a tree: for each metric and run `[from, min, max, last]` of each bucket.
  public static Map<String, @Nullable Object> tree(
      List<String> metrics, List<String> labels, List<Map<String, Series>> series) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    for (var metric : metrics) {
      var runs = new LinkedHashMap<String, @Nullable Object>();
      for (int i = 0; i < labels.size(); i++) {
        var own = series.get(i).get(metric);
        if (own != null && own.count() > 0) {
          runs.put(labels.get(i), tree(own));
        }
      }
      tree.put(metric, runs);
    }
    return tree;
  }

  private static Map<String, @Nullable Object> tree(Series series) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("count", series.count());
    tree.put("not_finite", series.notFinite());
    var buckets = new ArrayList<Object>();
    for (var bucket : series.buckets()) {
      buckets.add(List.of(bucket.from(), bucket.min(), bucket.max(), bucket.last()));
    }
    tree.put("buckets", buckets);
    return tree;
  }
}
