package dev.runlog.cli;

import dev.runlog.model.Nearest;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.Plan;
import dev.runlog.plan.Planner;
import dev.runlog.plan.Request;
import dev.runlog.query.Selector;
import dev.runlog.record.Recorder;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `runlog run`: the main job.
final class RunCommand implements Command {

  @Override
  public String name() {
    return "run";
  }

  @Override
  public String summary() {
    return "run a command and record it";
  }

  @Override
  public String usage() {
    return "run [OPTIONS] -- COMMAND [ARG...]";
  }

  @Override
  public String description() {
    return """
        Runs COMMAND as it would run without runlog (same output, terminal, signals and exit code) and
        leaves outputs/<run_id>/ with run.json and run.md: the command, the code as it was with all
        uncommitted changes, configuration, seeds, metrics, data, environment and artifacts.
        Nothing has to be added to the program; it is not even Python that it has to be.

        The exit code is the command's own (128+N where signal N ended it); 125 if runlog itself could
        not start it, 126 or 127 if it cannot be executed or is not found.""";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "runlog run -- python train.py --lr 0.05",
        "runlog run -m \"does dropout help on v3?\" -- python train.py --config configs/drop.yaml",
        "runlog run --tag baseline --data data/v3 -- torchrun --nproc_per_node=2 train.py",
        "runlog run --name warmup -- make train");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            Opt.value("m", "message", "TEXT", "what the run should show: the Hypothesis of run.md"))
        .addOption(
            Opt.value(
                "n",
                "name",
                "NAME",
                "the last part of the run id; default: the configuration's own experiment name, else the config file's or script's name"))
        .addOption(Opt.value("t", "tag", "TAG", "a tag; may be given several times"))
        .addOption(Opt.value("g", "group", "GROUP", "a name shared by runs that belong together"))
        .addOption(
            Opt.value(
                "p",
                "parent",
                "RUN",
                "the run to compare with; default: the newest finished run of the same script"))
        .addOption(
            Opt.value(
                "d",
                "data",
                "PATH",
                "data that the run is given: every file in it is hashed; may be given several times"))
        .addOption(
            Opt.value(
                "o",
                "output",
                "DIR",
                "where run folders are made, relative to the project; default: outputs"))
        .addOption(Opt.flag("", "no-observe-files", "do not watch which files Python opens"))
        .addOption(
            Opt.flag(
                "",
                "anyway",
                "run the command also where it cannot be recorded, for example because runlog.toml is wrong; the hooks do this"))
        .addOption(Opt.flag("q", "quiet", "print nothing after the run"));
  }

  @Override
  public boolean takesCommand() {
    return true;
  }

  @Override
  public int run(CommandLine line, World world) {
    var first = line.getArgList().isEmpty() ? "" : line.getArgList().getFirst();
    if (first.startsWith("-")) {
      var known =
          options().getOptions().stream().map(option -> "--" + option.getLongOpt()).toList();
      throw Problem.usage(
          "run: there is no option '"
              + first
              + "'"
              + Nearest.hint(first, known)
              + ". See 'runlog run --help'");
    }
    Plan plan;
    try {
      plan = Planner.plan(request(line, world), world);
    } catch (Problem e) {
      if (!line.hasOption("anyway") || first.isEmpty()) {
        throw e;
      }
      return Recorder.unrecorded(line.getArgList(), world, String.valueOf(e.getMessage()));
    }
    var push = plan.settings().push();
    return push == null
        ? Recorder.record(plan, world)
        : Recorder.record(plan, world, folder -> Sender.after(folder, push, plan, world));
  }

  private static Request request(CommandLine line, World world) {
    var parent = line.getOptionValue("parent");
    return new Request(
        List.copyOf(line.getArgList()),
        line.getOptionValue("name"),
        line.getOptionValue("message"),
        parent == null ? null : new Selector(Planner.outputs(world)).one(parent).toString(),
        line.getOptionValue("group"),
        values(line, "tag"),
        values(line, "data"),
        line.getOptionValue("output"),
        line.hasOption("quiet"),
        !line.hasOption("no-observe-files"));
  }

  private static List<String> values(CommandLine line, String option) {
    var values = line.getOptionValues(option);
    return values == null ? List.of() : List.of(values);
  }
}
