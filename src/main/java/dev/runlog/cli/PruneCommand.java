package dev.runlog.cli;

import dev.runlog.index.Catalog;
import dev.runlog.model.Problem;
import dev.runlog.model.Status;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.plan.PruneRules;
import dev.runlog.query.Filter;
import dev.runlog.query.RunList;
import dev.runlog.record.Noting;
import dev.runlog.record.Stored;
import dev.runlog.render.NoteText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `runlog prune`: old tries to the trash.
final class PruneCommand implements Command {
  private static final int SHOWN = 20;
  private static final Duration SAME_MOMENT = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "prune";
  }

  @Override
  public String summary() {
    return "move old quick tries to the trash";
  }

  @Override
  public String usage() {
    return "prune [OPTIONS] [FILTER]";
  }

  @Override
  public String description() {
    return """
        Moves the runs that fit FILTER and are older than --older to the trash, after showing them and
        asking; 'runlog rm --undo' brings them back. Without FILTER, those that [prune] in runlog.toml
        says may go; where it says nothing, all that are older than --older:

          [prune]
          older = "30d"
          drop = ["duration < 1m", "status = failed"]     # any of these
          keep = ["val_acc > 0.9"]                        # these stay, whatever fits beside

        Never moved: what is running, and, unless asked for, runs with tags and runs in whose run.md a
        person has written (-m too).""";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "runlog prune --older 30d 'duration < 1m'",
        "runlog prune --older 30d --dry-run 'status = failed'",
        "runlog prune                          # as runlog.toml says",
        "runlog prune --yes                    # the same, from cron");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            Opt.value(
                "o",
                "older",
                "AGE",
                "only runs that began longer ago: 12h, 30d, 8w, 6mo, 2026-02-01"))
        .addOption(Opt.flag("n", "dry-run", "show what would be moved, and move nothing"))
        .addOption(Opt.flag("y", "yes", "do not ask"))
        .addOption(Opt.flag("", "written", "also runs in whose run.md a person has written"))
        .addOption(Opt.flag("", "tagged", "also runs with tags"))
        .addOption(Opt.flag("", "json", "print the folders that were, or would be, moved as JSON"));
  }

  @Override
  public int run(CommandLine line, World world) {
    var rules = rules(line, world);
    try (var catalog = IndexedRuns.open(world, Planner.outputs(world))) {
      var fitting = fitting(RunList.all(catalog), rules, catalog, world);
      var going = new BitSet();
      for (int i = 0; i < fitting.size(); i++) {
        going.set(fitting.number(i), mayGo(fitting.folder(i), line, world));
      }
      var runs = fitting.having(going::get);
      tellKept(fitting.size() - runs.size(), world);
      return move(runs, line, world);
    } catch (IOException e) {
      throw Problem.notFound("prune: " + NoteCommand.why(e));
    }
  }

  /// What the command line says before what runlog.toml says; `keep` counts always.
  private static PruneRules rules(CommandLine line, World world) {
    var file = PruneRules.find(world.cwd());
    var filter = String.join(" ", line.getArgList());
    var older = line.hasOption("older") ? line.getOptionValue("older") : file.older();
    if (filter.isBlank() && file.drop().isEmpty() && !line.hasOption("older")) {
      throw Problem.usage(
          "prune: which runs? Give a filter, as in: runlog prune --older 30d 'duration < 1m', or a"
              + " [prune] table in runlog.toml");
    }
    return new PruneRules(
        older, filter.isBlank() ? file.drop() : List.of(filter), file.keep(), file.file());
  }

  private static RunList fitting(RunList all, PruneRules rules, Catalog catalog, World world) {
    var runs = all;
    var older = rules.older();
    if (older != null) {
      runs = runs.where(filter("start < " + Ages.past(older, "--older"), catalog, world));
    }
    var drop = rules.drop().stream().map(text -> "(" + text + ")").toList();
    if (!drop.isEmpty()) {
      runs = runs.where(filter(String.join(" or ", drop), catalog, world));
    }
    for (var keep : rules.keep()) {
      runs = runs.where(filter("not (" + keep + ")", catalog, world));
    }
    return Notes.ended(runs);
  }

  private static Filter filter(String text, Catalog catalog, World world) {
    return Filter.parse(text, world.clock()).resolved(catalog.keys());
  }

  /// What the folder itself says now, whatever the index has kept.
  private static boolean mayGo(Path folder, CommandLine line, World world) throws IOException {
    var stored = Stored.read(folder, world);
    return stored.isPresent()
        && stored.get().run().status() != Status.RUNNING
        && (line.hasOption("tagged") || stored.get().run().tags().isEmpty())
        && (line.hasOption("written") || !isWritten(folder));
  }

  /// Whether a person's words are in run.md, or it was changed after its run.
  private static boolean isWritten(Path folder) throws IOException {
    var note = Noting.file(folder);
    if (!Files.exists(note)) {
      return false;
    }
    if (!Files.isRegularFile(note) || NoteText.of(Noting.text(folder)).hasWords()) {
      return true;
    }
    var recorded = Files.getLastModifiedTime(folder.resolve("run.json")).toInstant();
    return Files.getLastModifiedTime(note).toInstant().isAfter(recorded.plus(SAME_MOMENT));
  }

  private static void tellKept(int count, World world) {
    if (count > 0) {
      world
          .err()
          .println(
              Removal.runs(count)
                  + " that would fit "
                  + (count == 1 ? "stays: it has" : "stay: they have")
                  + " a tag or a note (--tagged, --written)");
    }
  }

  private static int move(RunList runs, CommandLine line, World world) throws IOException {
    boolean json = line.hasOption("json");
    var folders = new ArrayList<Path>();
    for (int i = 0; i < runs.size(); i++) {
      folders.add(runs.folder(i).toAbsolutePath().normalize());
    }
    if (folders.isEmpty()) {
      world.err().println("there is nothing to prune");
    } else if (line.hasOption("dry-run")) {
      if (!json) {
        new Listing(world, runs).metrics(1).table(world.out());
      }
      world.err().println(Removal.runs(folders.size()) + " would be moved to the trash");
    } else if (line.hasOption("yes") || isAgreed(runs, world)) {
      Removal.take(folders, world);
    } else {
      world.err().println("nothing was moved");
      return 1;
    }
    if (json) {
      Removal.json(folders, world);
    }
    return 0;
  }

  private static boolean isAgreed(RunList runs, World world) throws IOException {
    if (!world.isTerminal(0)) {
      throw Problem.usage("prune: there is no terminal to ask on; say --yes, or --dry-run to look");
    }
    new Listing(world, runs.first(SHOWN)).metrics(1).table(world.err());
    if (runs.size() > SHOWN) {
      world.err().println("and " + (runs.size() - SHOWN) + " more; --dry-run shows all");
    }
    return Removal.isAgreed(runs.size(), world);
  }
}
