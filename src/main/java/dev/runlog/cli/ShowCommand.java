package dev.runlog.cli;

import dev.runlog.json.Json;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.query.Selector;
import dev.runlog.record.Stored;
import dev.runlog.render.RunPage;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `runlog show`: one run.
final class ShowCommand implements Command {

  @Override
  public String name() {
    return "show";
  }

  @Override
  public String summary() {
    return "show one run";
  }

  @Override
  public String usage() {
    return "show [OPTIONS] [RUN]";
  }

  @Override
  public String description() {
    return "Shows one run on one screen: what ran, how it ended, code, configuration, data, seeds, metrics,\n"
        + "artifacts, what could not be recorded, and the note. Without RUN: the newest.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "runlog show",
        "runlog show @2",
        "runlog show ablation_lr",
        "runlog show --json @ | jq .git");
  }

  @Override
  public Options options() {
    return new Options().addOption(Opt.flag("", "json", "print run.json"));
  }

  @Override
  public int run(CommandLine line, World world) {
    var words = line.getArgList();
    if (words.size() > 1) {
      throw Problem.usage("show: one run at a time, not " + words.size());
    }
    var folder = new Selector(Planner.outputs(world)).one(words.isEmpty() ? "@" : words.getFirst());
    var stored =
        Stored.read(folder, world)
            .orElseThrow(
                () -> Problem.notFound(folder.resolve("run.json") + " cannot be read as a record"));
    if (line.hasOption("json")) {
      world.out().print(Json.pretty(stored.tree()));
    } else {
      RunPage.lines(stored.run(), stored.note()).forEach(world.out()::println);
    }
    return 0;
  }
}
