package dev.runlog.cli;

import dev.runlog.json.Json;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.query.Selector;
import dev.runlog.record.Stored;
import dev.runlog.render.Note;
import dev.runlog.render.RunTable;
import java.util.ArrayList;
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
    return "ls [OPTIONS]";
  }

  @Override
  public String description() {
    return """
        Lists the runs of the project, newest first: id, age, status, how long it took, the metrics that
        matter, and whether run.md is written. A run whose recorder has died is settled on the way.""";
  }

  @Override
  public List<String> examples() {
    return List.of("runlog ls", "runlog ls --limit 5", "runlog ls --json | jq '.[].metrics'");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(Opt.value("n", "limit", "N", "show at most N runs; default: " + DEFAULT_LIMIT))
        .addOption(Opt.flag("a", "all", "show every run"))
        .addOption(Opt.flag("", "json", "print an array of whole records"));
  }

  @Override
  public int run(CommandLine line, World world) {
    var folders = new Selector(Planner.outputs(world)).all();
    var shown = folders.subList(0, Math.min(folders.size(), limit(line)));
    var runs = new ArrayList<Stored>();
    for (var folder : shown) {
      Stored.read(folder, world).ifPresent(runs::add);
    }
    if (line.hasOption("json")) {
      world.out().print(Json.pretty(runs.stream().map(Stored::tree).toList()));
      return runs.isEmpty() ? 1 : 0;
    }
    if (runs.isEmpty()) {
      throw Problem.notFound("there are no runs here yet. Record one with: runlog run -- COMMAND");
    }
    var rows =
        runs.stream()
            .map(run -> new RunTable.Row(run.run(), Note.debt(run.note()).isEmpty()))
            .toList();
    RunTable.lines(rows, world.clock().instant(), world.width()).forEach(world.out()::println);
    if (shown.size() < folders.size()) {
      world.err().println((folders.size() - shown.size()) + " older runs; --all shows them");
    }
    return 0;
  }

  private static int limit(CommandLine line) {
    if (line.hasOption("all")) {
      return Integer.MAX_VALUE;
    }
    var text = line.getOptionValue("limit", Integer.toString(DEFAULT_LIMIT));
    try {
      return Math.max(0, Integer.parseInt(text));
    } catch (NumberFormatException e) {
      throw Problem.usage("ls: --limit takes a number, not '" + text + "'");
    }
  }
}
