package dev.runlog.cli;

import dev.runlog.model.Direction;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.query.Filter;
import dev.runlog.query.RunList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `runlog best METRIC`: the runs with the best value.
final class BestCommand implements Command {
  private static final int DEFAULT_COUNT = 5;

  @Override
  public String name() {
    return "best";
  }

  @Override
  public String summary() {
    return "the best runs by a metric";
  }

  @Override
  public String usage() {
    return "best [OPTIONS] METRIC [FILTER]";
  }

  @Override
  public String description() {
    return """
        Lists the runs with the best value of a metric, with the parameters that differ among them. For
        common names it is known whether less or more is better (loss, error, perplexity, rmse: less; acc,
        f1, auc, bleu: more); for others say --min or --max. Values are the last ones of each run; with
        --by best the best ones that it had on the way.""";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "runlog best val_acc",
        "runlog best val_loss -k 10 'git.dirty = false'",
        "runlog best my_score --max --by best",
        "runlog best test/f1 'config.model.name = vit and start > -3mo' --json");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(Opt.value("k", "count", "N", "show N runs; default: " + DEFAULT_COUNT))
        .addOption(Opt.flag("", "min", "less is better"))
        .addOption(Opt.flag("", "max", "more is better"))
        .addOption(
            Opt.value("", "by", "WHICH", "last (default) or best: which value of a run counts"))
        .addOption(Opt.value("", "columns", "KEYS", "show these values, separated by commas"))
        .addOption(Opt.flag("", "csv", "print comma-separated values"))
        .addOption(Opt.flag("", "json", "print an array of whole records"));
  }

  @Override
  public int run(CommandLine line, World world) {
    var words = line.getArgList();
    if (words.isEmpty()) {
      throw Problem.usage("best: by which metric? For example: runlog best val_acc");
    }
    try (var catalog = IndexedRuns.open(world, Planner.outputs(world))) {
      var metric = metric(words.getFirst(), catalog.keys());
      boolean less = isLessBetter(line, metric);
      var key =
          isByBest(line) ? "metrics." + metric + (less ? ".min" : ".max") : "metrics." + metric;
      var chosen =
          Choice.of(
              line, words.subList(1, words.size()), catalog, RunList.unordered(catalog), world);
      var best = chosen.runs().extreme(key, less, Opt.number(line, "count", DEFAULT_COUNT));
      if (best.size() == 0) {
        throw Problem.notFound(
            "no run" + (chosen.isFiltered() ? " that fits the filter" : "") + " has " + metric);
      }
      print(line, world, best, key, chosen);
      return 0;
    }
  }

  private static void print(
      CommandLine line, World world, RunList best, String key, Choice chosen) {
    var listing = new Listing(world, best).column(key);
    chosen.columns().forEach(listing::column);
    if (chosen.columns().isEmpty()) {
      listing.differing();
    }
    if (line.hasOption("json")) {
      listing.json();
    } else if (line.hasOption("csv")) {
      listing.csv();
    } else {
      listing.table(world.out());
    }
  }

  private static String metric(String name, Set<String> keys) {
    var metrics =
        keys.stream().filter(key -> key.startsWith("metrics.")).collect(Collectors.toSet());
    return Filter.key(name, metrics).substring("metrics.".length());
  }

  private static boolean isByBest(CommandLine line) {
    return switch (line.getOptionValue("by", "last")) {
      case "last" -> false;
      case "best" -> true;
      default ->
          throw Problem.usage(
              "best: --by takes last or best, not '" + line.getOptionValue("by") + "'");
    };
  }

  private static boolean isLessBetter(CommandLine line, String metric) {
    if (line.hasOption("min") != line.hasOption("max")) {
      return line.hasOption("min");
    }
    if (line.hasOption("min")) {
      throw Problem.usage("best: --min or --max, not both");
    }
    return switch (Direction.of(metric)) {
      case LESS -> true;
      case MORE -> false;
      case UNKNOWN ->
          throw Problem.usage("best: is less or more of " + metric + " better? Say --min or --max");
    };
  }
}
