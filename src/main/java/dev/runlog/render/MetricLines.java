package dev.runlog.render;

import dev.runlog.model.MetricSummary;
import dev.runlog.model.Run;
import dev.runlog.query.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The metrics of a run: last value, range, how many points, and the shape of the series.
final class MetricLines {
  private static final int MOST = 40;
  private static final int SHAPE = 24;

  private final Run run;
  private final Map<String, Series> series;
  private final Look look;

  MetricLines(Run run, Map<String, Series> series, Look look) {
    this.run = run;
    this.series = series;
    this.look = look;
  }

  List<String> lines() {
    var names = new LinkedHashMap<String, Double>(run.metrics());
    run.metricsSummary().keySet().forEach(name -> names.putIfAbsent(name, Double.NaN));
    var order = Headline.names(names, Integer.MAX_VALUE);
    var rows = new ArrayList<List<String>>();
    for (var name : order.subList(0, Math.min(MOST, order.size()))) {
      rows.add(row(name, run.metricsSummary().get(name)));
    }
    var lines = new ArrayList<String>();
    int[] widths = widths(rows);
    for (var row : rows) {
      lines.add(line(row, widths));
    }
    if (order.size() > MOST) {
      lines.add(look.dim((order.size() - MOST) + " more; --json has all"));
    }
    return lines;
  }

  private List<String> row(String name, @Nullable MetricSummary summary) {
    var value = run.metrics().get(name);
    var last = value != null ? Numbers.brief(value) : summary == null ? "" : "" + summary.last();
    var own = series.get(name);
    return List.of(
        look.cut(ValueText.clean(name), look.width() / 3),
        last,
        summary == null || summary.count() < 2 ? "" : range(summary),
        own == null ? "" : Plot.small(own, SHAPE, look));
  }

  private static String range(MetricSummary summary) {
    var min = summary.min();
    var max = summary.max();
    if (min == null || max == null) {
      return summary.count() + " points, none finite";
    }
    var best = summary.bestStep() == null ? "" : ", best at " + summary.bestStep();
    return summary.count() + " points, " + Numbers.brief(min) + " to " + Numbers.brief(max) + best;
  }

  private static int[] widths(List<List<String>> rows) {
    var widths = new int[4];
    for (var row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return widths;
  }

  private String line(List<String> row, int[] widths) {
    var line =
        Look.padded(row.get(0), widths[0])
            + "  "
            + look.bold(Look.padded(row.get(1), widths[1]))
            + "  ";
    int room = look.width() - widths[0] - widths[1] - 6;
    boolean fits = widths[2] + 2 + widths[3] <= room;
    var shape = look.line(0, row.get(3));
    return (line
            + (fits
                ? look.dim(Look.padded(row.get(2), widths[2])) + "  " + shape
                : widths[3] > 0 && widths[3] <= room
                    ? shape
                    : look.dim(look.cut(row.get(2), room))))
        .stripTrailing();
  }
}
