package dev.runlog.cli;

import dev.runlog.importer.Place;
import dev.runlog.importer.RunStore;
import dev.runlog.model.Nearest;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.record.ForeignRuns;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `runlog import`: the runs of other tools as records here.
final class ImportCommand implements Command {

  @Override
  public String name() {
    return "import";
  }

  @Override
  public String summary() {
    return "bring the runs of another tool in";
  }

  @Override
  public String usage() {
    return "import [--dry-run] KIND PATH|URL...";
  }

  @Override
  public String description() {
    return """
        Makes a record of every run that another tool keeps in a file, a folder or at an address.
        KIND is one of

        %s

        A record holds what the tool says and nothing else; where it says nothing stands in
        capture.missing, where it came from in imported_from. The tool's own files are only read.
        A run that is here already is left alone, so the same import can be done again at any
        time; one that had not ended is brought up to date. A run that cannot be read is named,
        the others follow, and the exit code is 1."""
        .formatted(places());
  }

  private static String places() {
    var lines = new java.util.TreeMap<String, String>();
    for (var store : ForeignRuns.stores()) {
      lines.merge(store.kind(), store.lookedFor(), (one, two) -> one + ", or " + two);
    }
    var text = new StringBuilder();
    lines.forEach((kind, what) -> text.append(String.format("  %-12s %s%n", kind, what)));
    return text.toString().stripTrailing();
  }

  static List<String> kinds() {
    return ForeignRuns.stores().stream().map(RunStore::kind).distinct().sorted().toList();
  }

  @Override
  public List<String> examples() {
    return List.of(
        "runlog import mlflow mlruns",
        "runlog import --dry-run mlflow mlflow.db",
        "runlog import wandb wandb/",
        "runlog import tensorboard runs/");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(Opt.flag("n", "dry-run", "say what would be done, and do nothing"));
  }

  @Override
  public int run(CommandLine line, World world) {
    var words = line.getArgList();
    var kinds = kinds();
    if (words.isEmpty()) {
      throw Problem.usage("import: which kind? One of " + String.join(", ", kinds));
    }
    var kind = words.getFirst();
    if (!kinds.contains(kind)) {
      throw Problem.usage(
          "import: there is no kind '"
              + kind
              + "'"
              + Nearest.hint(kind, kinds)
              + "; there are "
              + String.join(", ", kinds));
    }
    if (words.size() < 2) {
      throw Problem.usage("import: where are the runs of " + kind + "?");
    }
    var tally = new Tally(world, line.hasOption("dry-run"));
    for (var place : words.subList(1, words.size())) {
      bring(kind, new Place(place, world), tally);
    }
    return tally.end();
  }

  private static void bring(String kind, Place place, Tally tally) {
    try {
      ForeignRuns.bring(kind, place, tally.dry, tally::add);
    } catch (IOException e) {
      throw Problem.notFound("import: " + place.shown() + ": " + e.getMessage());
    }
  }

  /// Says each outcome as it comes, and all of them in the end.
  private static final class Tally {
    private final World world;
    private final boolean dry;
    private final Map<ForeignRuns.Fate, Integer> count = new EnumMap<>(ForeignRuns.Fate.class);

    private Tally(World world, boolean dry) {
      this.world = world;
      this.dry = dry;
    }

    private void add(ForeignRuns.Outcome outcome) {
      count.merge(outcome.fate(), 1, Integer::sum);
      var label = oneLine(outcome.label());
      switch (outcome.fate()) {
        case NEW -> world.out().println(dry ? label : outcome.run() + "  " + label);
        case UPDATED -> world.out().println(outcome.run() + "  " + label + " (updated)");
        case KNOWN -> {} // nothing to tell
        case BROKEN ->
            world
                .err()
                .println("runlog: " + label + " cannot be read: " + oneLine("" + outcome.why()));
      }
    }

    private static String oneLine(String text) {
      return text.replaceAll("[\\p{Cntrl}\\s]+", " ");
    }

    private int end() {
      int broken = of(ForeignRuns.Fate.BROKEN);
      world
          .err()
          .println(
              "runlog: "
                  + of(ForeignRuns.Fate.NEW)
                  + (dry ? " would be imported, " : " imported, ")
                  + of(ForeignRuns.Fate.UPDATED)
                  + (dry ? " would be updated, " : " updated, ")
                  + of(ForeignRuns.Fate.KNOWN)
                  + " here before"
                  + (broken == 0 ? "" : ", " + broken + " broken"));
      return broken == 0 ? 0 : 1;
    }

    private int of(ForeignRuns.Fate fate) {
      return count.getOrDefault(fate, 0);
    }
  }
}
