package dev.runlog.cli;

import dev.runlog.json.Json;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.query.Selector;
import dev.runlog.record.Stored;
import dev.runlog.render.Look;
import dev.runlog.render.RunPage;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `runlog show`: one run.
final class ShowCommand implements Command {
  /// How much of metrics.jsonl is read for the shapes: a page must not wait for a long series.
  private static final long SAMPLED = 2 << 20;

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
    return """
        Shows one run on one screen: what ran, how it ended, code, metrics with the shape of their series,
        configuration by where each value came from, seeds, data, environment, what could not be
        recorded, and the note. Without RUN: the newest.""";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "runlog show",
        "runlog show @2",
        "runlog show ablation_lr",
        "runlog show @ --plot val_loss",
        "runlog show --json @ | jq .git");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(SeriesPlots.option())
        .addOption(Opt.flag("", "json", "print run.json; with --plot, the series"));
  }

  @Override
  public int run(CommandLine line, World world) {
    var words = new ArrayList<>(line.getArgList());
    var selector = new Selector(Planner.outputs(world));
    var plot = SeriesPlots.asked(line);
    if (plot != null
        && !plot.isEmpty()
        && words.isEmpty()
        && !isNewestMetric(plot, selector, world)) {
      words.add(plot);
      plot = "";
    }
    if (words.size() > 1) {
      throw Problem.usage("show: one run at a time, not " + words.size());
    }
    var stored = ComparedRuns.read(selector.one(words.isEmpty() ? "@" : words.getFirst()), world);
    if (plot != null) {
      SeriesPlots.print(List.of(stored), plot, line.hasOption("json"), world);
    } else if (line.hasOption("json")) {
      world.out().print(Json.pretty(stored.tree()));
    } else {
      page(stored, world);
    }
    return 0;
  }

  /// After `--plot` stands a metric or, where the newest run has none of that name, the run.
  private static boolean isNewestMetric(String word, Selector selector, World world) {
    return !word.startsWith("@")
        && SeriesPlots.isMetric(List.of(ComparedRuns.read(selector.one("@"), world)), word);
  }

  private static void page(Stored stored, World world) {
    var look = Look.of(world);
    var names = SeriesPlots.names(stored.run());
    var series = SeriesPlots.read(stored, names, SAMPLED);
    RunPage.lines(stored.run(), stored.note(), series, world.clock().instant(), look)
        .forEach(world.out()::println);
  }
}
