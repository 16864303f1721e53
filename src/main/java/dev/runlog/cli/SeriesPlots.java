package dev.runlog.cli;

import dev.runlog.json.Json;
import dev.runlog.model.Nearest;
import dev.runlog.model.Problem;
import dev.runlog.model.Run;
import dev.runlog.model.World;
import dev.runlog.query.Series;
import dev.runlog.record.Stored;
import dev.runlog.render.Headline;
import dev.runlog.render.Look;
import dev.runlog.render.SeriesPage;
import dev.runlog.store.SeriesFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.jspecify.annotations.Nullable;

/// What `--plot` does in `show` and `compare`: the series of one metric, or of all, from
/// metrics.jsonl.
final class SeriesPlots {
  private SeriesPlots() {}

  static Option option() {
    return Option.builder()
        .longOpt("plot")
        .hasArg()
        .optionalArg(true)
        .argName("[METRIC]")
        .desc("plot the series of METRIC, or of every metric, as large as the terminal allows")
        .get();
  }

  /// The metric that was asked for, empty for all; null where no plot was asked for.
  static @Nullable String asked(CommandLine line) {
    return line.hasOption("plot") ? line.getOptionValue("plot", "") : null;
  }

  /// Whether the word after `--plot` is a metric of one of the runs.
  static boolean isMetric(List<Stored> runs, String word) {
    return metric(names(runs), word) != null;
  }

  /// Prints the plots, with one line for each run.
  static void print(List<Stored> runs, String asked, boolean json, World world) {
    var names = names(runs);
    var metric = metric(names, asked);
    if (!asked.isEmpty() && metric == null) {
      throw Problem.notFound(
          "there is no metric '"
              + asked
              + "'"
              + Nearest.hint(asked, names)
              + (names.isEmpty()
                  ? ": no metric was recorded"
                  : ". There are: " + shortened(names)));
    }
    var wanted = metric == null ? names : List.of(metric);
    var series = new ArrayList<Map<String, Series>>();
    for (var run : runs) {
      series.add(read(run, wanted, Long.MAX_VALUE));
    }
    var labels = ComparedRuns.labels(runs);
    if (json) {
      world.out().print(Json.pretty(SeriesPage.tree(wanted, labels, series)));
      return;
    }
    var lines = SeriesPage.lines(wanted, labels, series, metric != null, Look.of(world));
    if (lines.isEmpty()) {
      throw Problem.notFound("there is no series to plot: no metric has more than one value");
    }
    lines.forEach(world.out()::println);
  }

  private static String shortened(List<String> names) {
    return String.join(", ", names.subList(0, Math.min(12, names.size())))
        + (names.size() > 12 ? ", ..." : "");
  }

  /// The series of some metrics, each from the source that its summary names; of a file larger
  /// than `most` bytes, samples.
  static Map<String, Series> read(Stored run, List<String> wanted, long most) {
    var series = new LinkedHashMap<String, Series>();
    wanted.forEach(name -> series.put(name, new Series()));
    var sources = new LinkedHashMap<String, String>();
    run.run().metricsSummary().forEach((name, summary) -> sources.put(name, summary.source()));
    try {
      SeriesFile.read(
          run.folder().resolve("metrics.jsonl"),
          (name, source) -> {
            var own = series.get(name);
            boolean isSource = source.equals(sources.computeIfAbsent(name, none -> source));
            return own == null || !isSource ? null : own::add;
          },
          most);
    } catch (IOException e) {
      throw Problem.notFound(run.folder().resolve("metrics.jsonl") + " cannot be read: " + e);
    }
    return series;
  }

  /// The names of all metrics, those worth most first.
  private static List<String> names(List<Stored> runs) {
    var all = new LinkedHashMap<String, Double>();
    for (var stored : runs) {
      names(stored.run()).forEach(name -> all.put(name, 0.0));
    }
    return Headline.names(all, Integer.MAX_VALUE);
  }

  static List<String> names(Run run) {
    var all = new LinkedHashMap<String, Double>();
    run.metricsSummary().keySet().forEach(name -> all.put(name, 0.0));
    run.metrics().keySet().forEach(name -> all.put(name, 0.0));
    return Headline.names(all, Integer.MAX_VALUE);
  }

  /// The metric of that name, also in other case, else the only one that has the word in it.
  private static @Nullable String metric(List<String> names, String word) {
    if (word.isEmpty()) {
      return null;
    }
    var exact = names.stream().filter(word::equals).findFirst();
    if (exact.isPresent()) {
      return exact.get();
    }
    var lower = word.toLowerCase(Locale.ROOT);
    var fits = names.stream().filter(n -> n.toLowerCase(Locale.ROOT).contains(lower)).toList();
    return fits.size() == 1 ? fits.getFirst() : null;
  }
}
