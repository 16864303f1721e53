package dev.runlog.render;

import dev.runlog.query.Comparison;
import dev.runlog.query.ComparisonFindings;
import dev.runlog.query.ComparisonMetric;
import dev.runlog.query.ComparisonSpread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Metrics side by side, with the difference and how it stands against the spread of runs that
/// differ only in their seeds.
final class MetricComparison {
  private final List<ComparisonMetric> metrics;
  private final int columns;
  private final ComparisonFindings.SiblingSearch search;
  private final Look look;

  MetricComparison(Comparison comparison, ComparisonFindings.SiblingSearch search, Look look) {
    this.metrics = inOrder(comparison.metrics());
    this.columns = comparison.sides().size();
    this.search = search;
    this.look = look;
  }

  private static List<ComparisonMetric> inOrder(List<ComparisonMetric> metrics) {
    var names = new LinkedHashMap<String, Double>();
    metrics.forEach(metric -> names.put(metric.name(), 0.0));
    var order = Headline.names(names, Integer.MAX_VALUE);
    var sorted = new ArrayList<>(metrics);
    sorted.sort((a, b) -> Integer.compare(place(order, a), place(order, b)));
    return sorted;
  }

  private static int place(List<String> order, ComparisonMetric metric) {
    int at = order.indexOf(metric.name());
    return at < 0 ? order.size() : at;
  }

  List<String> lines() {
    var table = new ArrayList<List<String>>();
    var header = new ArrayList<>(List.of("metrics"));
    for (int i = 0; i < columns; i++) {
      header.add(ComparisonPage.letter(i));
    }
    if (columns == 2) {
      header.add("B - A");
    }
    table.add(header);
    metrics.forEach(metric -> rows(metric, table));
    var lines = aligned(table);
    lines.addAll(spreads());
    return lines;
  }

  private void rows(ComparisonMetric metric, List<List<String>> table) {
    var row = new ArrayList<String>();
    row.add("  " + ValueText.clean(metric.name()));
    row.addAll(values(metric));
    if (columns == 2) {
      row.add(change(metric.changes().getFirst()));
    }
    table.add(row);
    if (columns > 2) {
      var differences = new ArrayList<>(List.of("    - A", ""));
      metric
          .changes()
          .forEach(change -> differences.add(change == null ? "" : signed(change.difference())));
      table.add(differences);
      if (metric.changes().stream().anyMatch(c -> c != null && c.deviations() != null)) {
        var deviations = new ArrayList<>(List.of("    in sd", ""));
        metric.changes().forEach(c -> deviations.add(c == null ? "" : deviations(c)));
        table.add(deviations);
      }
    }
  }

  private static List<String> values(ComparisonMetric metric) {
    var numbers = new ArrayList<Double>();
    for (var value : metric.values()) {
      if (value instanceof Double number) {
        numbers.add(number);
      }
    }
    var texts = ValueText.numbers(numbers).iterator();
    return metric.values().stream()
        .map(value -> value instanceof Double ? texts.next() : "(none)")
        .toList();
  }

  private String change(ComparisonMetric.@Nullable Change change) {
    if (change == null) {
      return "";
    }
    var relative = change.relative();
    return signed(change.difference())
        + (relative == null ? "" : String.format(Locale.ROOT, " (%s)", percent(relative)))
        + (change.deviations() == null ? "" : "   " + deviations(change) + " apart");
  }

  private static String percent(double relative) {
    double percent = relative * 100;
    return Math.abs(percent) >= 1000
        ? "x" + Numbers.digits(1 + relative, 3)
        : (percent > 0 ? "+" : "") + Numbers.digits(percent, 3) + "%";
  }

  private static String deviations(ComparisonMetric.Change change) {
    var deviations = change.deviations();
    return deviations == null
        ? ""
        : Double.isFinite(deviations)
            ? String.format(Locale.ROOT, "%.1f sd", deviations)
            : "more than any";
  }

  private static String signed(double difference) {
    return Numbers.signed(difference);
  }

  private List<String> aligned(List<List<String>> table) {
    var widths = new int[columns + 2];
    for (var row : table) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], Math.min(row.get(i).length(), look.width() / 3));
      }
    }
    var lines = new ArrayList<String>();
    for (int r = 0; r < table.size(); r++) {
      var line = new StringBuilder();
      for (int i = 0; i < table.get(r).size(); i++) {
        boolean last = i == table.get(r).size() - 1;
        var text = last ? table.get(r).get(i) : look.cut(table.get(r).get(i), widths[i]);
        var padded = last ? text : Look.padded(text, widths[i]) + "  ";
        line.append(r == 0 ? look.bold(padded) : padded);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /// What the deviations above are measured by.
  private List<String> spreads() {
    var lines = new ArrayList<String>();
    var shown = metrics.stream().filter(m -> !m.name().equals("training_time_hours")).findFirst();
    boolean any = false;
    for (int i = 0; i < columns && shown.isPresent(); i++) {
      var spread = shown.get().spreads().get(i);
      if (spread != null) {
        any = true;
        lines.add("  " + look.dim(spread(i, shown.get().name(), spread)));
      }
    }
    if (!any) {
      lines.add(
          "  " + look.dim("no sibling runs: none differs from these only in its seed" + looked()));
    } else if (search.looked() < search.all()) {
      lines.add("  " + look.dim("looked for" + looked()));
    }
    return lines;
  }

  private static String spread(int i, String metric, ComparisonSpread spread) {
    return ComparisonPage.letter(i)
        + " and "
        + (spread.n() - 1)
        + (spread.n() == 2 ? " run" : " runs")
        + " that differ only in seed: "
        + ValueText.clean(metric)
        + " "
        + Numbers.brief(spread.mean())
        + ", sd "
        + Numbers.digits(spread.sd(), 2)
        + ", n "
        + spread.n();
  }

  private String looked() {
    return search.looked() < search.all()
        ? " (among the " + search.looked() + " nearest of " + search.all() + " runs of that name)"
        : "";
  }
}
