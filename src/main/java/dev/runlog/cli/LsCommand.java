package dev.runlog.cli;

import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.query.RunList;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `runlog ls`: the runs of a project.
final class LsCommand implements Command {
  private static final int DEFAULT_LIMIT = 30;

  @Override
  public String name() {
    return "ls";
  }

  @Override
  public String summary() {
    return "list runs, newest first";
  }

  @Override
  public String usage() {
    return "ls [OPTIONS] [FILTER]";
  }

  @Override
  public String description() {
    return """
        Lists the runs of the project, newest first: id, age, status, how long it took, the metrics that
        matter, the parameters that differ among the listed runs, and whether run.md is written. A run
        whose recorder has died is settled on the way.

        FILTER compares values of the record: = != < <= > >=, ~ for text, in (a, b), has(key), and or not,
        parentheses. Keys are paths (config.optimizer.lr, metrics.val_acc, git.dirty, duration), or their
        end where that is unambiguous. Values take units (2h, 4GB, 94.3%) and dates (2026-02-01, -3mo,
        today). What a run does not have fits no comparison.""";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "runlog ls",
        "runlog ls 'val_acc > 0.9 and config.optimizer.lr <= 1e-3 and git.dirty = false'",
        "runlog ls 'start > -2w and status != finished' --sort -duration",
        "runlog ls --columns lr,seed,val_acc --csv > runs.csv",
        "runlog ls --json | jq '.[].metrics'");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(Opt.value("n", "limit", "N", "show at most N runs; default: " + DEFAULT_LIMIT))
        .addOption(Opt.flag("a", "all", "show every run"))
        .addOption(Opt.value("", "columns", "KEYS", "show these values, separated by commas"))
        .addOption(Opt.value("", "sort", "KEY", "order by a value; -KEY: the greatest first"))
        .addOption(Opt.flag("", "csv", "print comma-separated values, all runs unless limited"))
        .addOption(Opt.flag("", "json", "print an array of whole records"));
  }

  @Override
  public int run(CommandLine line, World world) {
    boolean all = line.hasOption("all") || (line.hasOption("csv") && !line.hasOption("limit"));
    int limit = Opt.number(line, "limit", all ? Integer.MAX_VALUE : DEFAULT_LIMIT);
    try (var catalog = IndexedRuns.open(world, Planner.outputs(world))) {
      var every = RunList.all(catalog);
      var chosen = Choice.of(line, line.getArgList(), catalog, every, world);
      var shown = chosen.runs().first(limit);
      print(line, world, shown, chosen);
      int more = chosen.runs().size() - shown.size();
      if (more > 0 && !line.hasOption("json")) {
        world.err().println(more + " more runs; --all shows them");
      }
      if (!line.hasOption("json") && !line.hasOption("csv")) {
        tellDebt(Notes.waiting(catalog, every, world), world);
      }
      return shown.size() == 0 ? 1 : 0;
    }
  }

  private static void tellDebt(int notes, World world) {
    if (notes > 0) {
      world
          .err()
          .println(
              (notes == 1 ? "1 note waits" : notes + " notes wait") + " this week: runlog todo");
    }
  }

  private static void print(CommandLine line, World world, RunList shown, Choice chosen) {
    var listing = new Listing(world, shown);
    if (line.hasOption("json")) {
      listing.json();
      return;
    }
    if (shown.size() == 0) {
      throw Problem.notFound(chosen.whyNone());
    }
    chosen.columns().forEach(listing::column);
    boolean own = chosen.columns().isEmpty();
    if (line.hasOption("csv")) {
      (own ? listing.everything() : listing).csv();
    } else {
      (own ? listing.metrics(2).differing() : listing).table(world.out());
    }
  }
}
