package dev.runlog.cli;

import dev.runlog.capture.git.CodeComparison;
import dev.runlog.json.Json;
import dev.runlog.model.CodeDifference;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.query.Comparison;
import dev.runlog.query.ComparisonFindings;
import dev.runlog.query.Selector;
import dev.runlog.record.Stored;
import dev.runlog.render.ComparisonPage;
import dev.runlog.render.ComparisonTree;
import dev.runlog.render.Look;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `runlog compare`: what differs between runs.
final class CompareCommand implements Command {
  private static final int MOST = 12;

  @Override
  public String name() {
    return "compare";
  }

  @Override
  public String summary() {
    return "what differs between runs, and by how much";
  }

  @Override
  public String usage() {
    return "compare [OPTIONS] RUN RUN [RUN...]";
  }

  @Override
  public String description() {
    return """
        Shows only what differs, what explains a result best first: configuration, code (the two trees
        are rebuilt from commit and patch), packages, data, environment, seeds, then the metrics. A
        difference in a metric is also told in standard deviations of the runs that differ from these
        only in their seeds, where there are any. One RUN alone is compared with its parent.
        Exit code 0 whether or not something differs, as with git diff; see --exit-code.""";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "runlog compare @2 @",
        "runlog compare --patch baseline ablation_lr | less -R",
        "runlog compare @3 @2 @1 --plot val_loss",
        "runlog compare --json @2 @ | jq .config",
        "runlog compare --exit-code @2 @ >/dev/null && echo 'nothing differs'");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(Opt.flag("p", "patch", "show the difference of the code, line by line"))
        .addOption(SeriesPlots.option())
        .addOption(Opt.flag("", "exit-code", "exit with 1 where something differs"))
        .addOption(Opt.flag("", "json", "print all that differs as JSON"));
  }

  @Override
  public int run(CommandLine line, World world) {
    var words = new ArrayList<>(line.getArgList());
    var plot = SeriesPlots.asked(line);
    var selector = new Selector(Planner.outputs(world));
    if (plot != null && !plot.isEmpty() && words.size() < 2) {
      words.addFirst(plot);
      plot = "";
    }
    var runs = runs(words, selector, world);
    if (plot != null) {
      if (!plot.isEmpty() && !SeriesPlots.isMetric(runs, plot) && isRun(selector, plot)) {
        words.addFirst(plot);
        runs = runs(words, selector, world);
        plot = "";
      }
      SeriesPlots.print(runs, plot, line.hasOption("json"), world);
      return 0;
    }
    return compare(runs, line, world);
  }

  private static List<Stored> runs(List<String> words, Selector selector, World world) {
    if (words.isEmpty() || words.size() > MOST) {
      throw Problem.usage("compare: takes 2 to " + MOST + " runs, not " + words.size());
    }
    var runs = new ArrayList<Stored>();
    var seen = new HashSet<String>();
    for (var word : words) {
      var folder = selector.one(word).toAbsolutePath().normalize();
      if (!seen.add(folder.toString())) {
        throw Problem.usage("compare: '" + word + "' is a run that was named before");
      }
      runs.add(ComparedRuns.read(folder, world));
    }
    return runs.size() > 1 ? runs : withParent(runs.getFirst(), selector, world);
  }

  private static boolean isRun(Selector selector, String word) {
    try {
      selector.one(word);
      return true;
    } catch (Problem e) {
      return false;
    }
  }

  private static List<Stored> withParent(Stored run, Selector selector, World world) {
    var parent = run.run().parent();
    if (parent == null) {
      throw Problem.usage(
          "compare: "
              + run.run().runId()
              + " has no parent run to be compared with. Name two runs: runlog compare @2 @");
    }
    return List.of(ComparedRuns.read(selector.one(parent), world), run);
  }

  private static int compare(List<Stored> runs, CommandLine line, World world) {
    var labels = ComparedRuns.labels(runs);
    try (var code = new CodeComparison(codes(runs, labels), world.env(), world.cwd())) {
      var siblings = new SiblingRuns(runs);
      var sides = ComparedRuns.sides(runs, labels);
      var found =
          new ComparisonFindings(
              Comparison.of(sides, siblings.find()),
              differences(code, runs.size()),
              ComparedRuns.files(runs),
              siblings.search());
      if (line.hasOption("json")) {
        world.out().print(Json.pretty(ComparisonTree.of(found)));
      } else {
        ComparisonPage.lines(found, world.clock().instant(), Look.of(world))
            .forEach(world.out()::println);
      }
      if (line.hasOption("patch") && !line.hasOption("json")) {
        patches(code, found, world);
      }
      return line.hasOption("exit-code") && !found.isSame() ? 1 : 0;
    } catch (IOException e) {
      throw Problem.notFound("compare: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.notFound("compare: interrupted");
    }
  }

  private static List<CodeComparison.Side> codes(List<Stored> runs, List<String> labels) {
    var sides = new ArrayList<CodeComparison.Side>();
    for (int i = 0; i < runs.size(); i++) {
      sides.add(ComparedRuns.code(runs.get(i), labels.get(i)));
    }
    return sides;
  }

  private static List<CodeDifference> differences(CodeComparison code, int count)
      throws InterruptedException {
    var differences = new ArrayList<CodeDifference>();
    for (int i = 1; i < count; i++) {
      differences.add(code.difference(0, i));
    }
    return differences;
  }

  private static void patches(CodeComparison code, ComparisonFindings found, World world)
      throws IOException, InterruptedException {
    for (int i = 0; i < found.code().size(); i++) {
      if (found.code().get(i) instanceof CodeDifference.Different) {
        world.out().println();
        world.out().flush();
        code.writePatch(0, i + 1, Look.of(world).colour(), world.out());
      }
    }
  }
}
