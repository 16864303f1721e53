package dev.runlog.cli;

import dev.runlog.json.Json;
import dev.runlog.launch.Program;
import dev.runlog.model.Problem;
import dev.runlog.model.Run;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.sync.PushFailure;
import dev.runlog.sync.Tracker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/// `runlog doctor`: what works here, what does not, and what that means for the record.
final class DoctorCommand implements Command {
  private static final int DEADLINE_SECONDS = 10;

  /// One answer: `found` null where the thing is not there; `without` says what is lost then.
  private record Check(String what, @Nullable String found, String without, boolean needed) {}

  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public String summary() {
    return "say what works here and what does not";
  }

  @Override
  public String usage() {
    return "doctor [OPTIONS]";
  }

  @Override
  public String description() {
    return """
        Asks the machine for everything that a record is made of, and says what would be missing from it
        here and why. Exit code 1 if runs cannot be recorded at all. With --reindex the index that ls, best
        and find read is thrown away and made anew from the run folders.

        It also tells which hooks (see 'runlog hook') are installed: in the shells' start-up files, in the
        active virtual environment, in this Git repository.""";
  }

  @Override
  public List<String> examples() {
    return List.of("runlog doctor", "runlog doctor --json", "runlog doctor --reindex");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(Opt.flag("", "reindex", "make the index of this project's runs anew"))
        .addOption(Opt.flag("", "json", "print the answers as an array"));
  }

  @Override
  public int run(CommandLine line, World world) {
    if (line.hasOption("reindex")) {
      IndexedRuns.anew(world, outputs(world)).close();
      return 0;
    }
    var checks = checks(world);
    if (line.hasOption("json")) {
      world.out().print(Json.pretty(checks.stream().map(DoctorCommand::tree).toList()));
    } else {
      checks.forEach(check -> world.out().println(line(check)));
    }
    return checks.stream().anyMatch(check -> check.needed() && check.found() == null) ? 1 : 0;
  }

  private static List<Check> checks(World world) {
    var checks = new ArrayList<Check>();
    var java =
        Runtime.version()
            + (System.getProperty("runlog.home") == null
                ? ""
                : " in " + Path.of(System.getProperty("runlog.home")).normalize());
    checks.add(new Check("runlog", Run.VERSION + " on Java " + java, "", true));
    checks.add(
        new Check(
            "output folder",
            writable(outputs(world)),
            "runs are recorded in " + world.state(),
            false));
    checks.add(
        new Check(
            "state folder",
            writable(world.state()),
            "masked values of different runs cannot be compared",
            false));
    checks.add(
        new Check(
            "cache folder",
            writable(world.cache()),
            "Python starts some milliseconds slower under runlog",
            false));
    checks.add(new Check("git", said(world, "git", "--version"), "no code in the record", false));
    checks.add(
        new Check(
            "python3",
            said(world, "python3", "--version"),
            "nothing from inside Python programs",
            false));
    checks.add(new Check("probe", probe(), "nothing from inside Python programs", false));
    checks.add(
        new Check(
            "tee", tool(world, "tee"), "the command's output ends if runlog is killed", false));
    checks.add(
        new Check(
            "setsid",
            tool(world, "setsid"),
            "what is sent to trackers after a run ends with its terminal",
            false));
    checks.add(
        new Check("nvidia-smi", said(world, "nvidia-smi", "-L"), "no GPU in the record", false));
    checks.add(
        new Check(
            "/proc",
            Files.isReadable(Path.of("/proc/self/stat")) ? "readable" : null,
            "no memory and CPU time of the process tree",
            false));
    Hooks.all(world)
        .forEach(hook -> checks.add(new Check(hook.name(), hook.found(), hook.without(), false)));
    trackers(world, checks);
    return checks;
  }

  /// The trackers that runlog.toml or the environment name, asked.
  private static void trackers(World world, List<Check> checks) {
    try {
      var folder = Planner.project(world);
      var rules = Pushing.rules(folder);
      var named = new java.util.TreeSet<>(rules.to().keySet());
      if (world.env().getOrDefault("MLFLOW_TRACKING_URI", "").startsWith("http")) {
        named.add("mlflow");
      }
      if (!world.env().getOrDefault("WANDB_API_KEY", "").isEmpty()) {
        named.add("wandb");
      }
      for (var kind : named) {
        checks.add(tracker(kind, new Tracker.Project(world, folder, rules)));
      }
    } catch (Problem e) {
      return; // runlog.toml is wrong, which every run says
    }
  }

  private static Check tracker(String kind, Tracker.Project project) {
    try {
      var found = Tracker.of(kind).open(project).reach();
      return new Check(kind, found, "", false);
    } catch (PushFailure e) {
      return new Check(kind, null, "runs wait: " + e.why(), false);
    } catch (Problem e) {
      return new Check(kind, null, "runs wait: " + e.getMessage(), false);
    }
  }

  private static Path outputs(World world) {
    try {
      return Planner.outputs(world);
    } catch (Problem e) {
      return world.cwd().resolve("outputs");
    }
  }

  private static @Nullable String probe() {
    var folder = System.getProperty("runlog.python");
    return folder != null && Files.exists(Path.of(folder, "sitecustomize.py"))
        ? Path.of(folder).normalize().toString()
        : null;
  }

  /// The nearest folder that exists decides.
  private static @Nullable String writable(Path folder) {
    Path at = folder;
    while (at != null && !Files.exists(at)) {
      at = at.getParent();
    }
    return at != null && Files.isDirectory(at) && Files.isWritable(at) ? folder.toString() : null;
  }

  private static @Nullable String tool(World world, String name) {
    try {
      var file = Program.tool(name, world);
      return file == null ? null : file.toString();
    } catch (Problem e) {
      return null; // it is there, but cannot be executed
    }
  }

  private static @Nullable String said(World world, String program, String option) {
    if (Foreground.find(program, world) == null) {
      return null;
    }
    try {
      var process =
          new ProcessBuilder(program, option)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .start();
      if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return null;
      }
      var text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.exitValue() == 0 ? text.lines().findFirst().orElse(program) : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static String line(Check check) {
    var mark = check.found() != null ? "ok" : check.needed() ? "NO" : "--";
    return String.format(
        "%-3s %-14s %s",
        mark, check.what(), check.found() != null ? check.found() : "not here: " + check.without());
  }

  private static Map<String, @Nullable Object> tree(Check check) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("what", check.what());
    tree.put("works", check.found() != null);
    tree.put("found", check.found());
    tree.put("without_it", check.without());
    return tree;
  }
}
