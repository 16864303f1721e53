package dev.runlog.capture.python;

import dev.runlog.model.Observation;
import dev.runlog.model.Observation.Access;
import dev.runlog.model.Observation.Detail;
import dev.runlog.model.Observation.Ending;
import dev.runlog.model.Observation.FileUse;
import dev.runlog.model.Observation.Gap;
import dev.runlog.model.Observation.Interpreter;
import dev.runlog.model.Observation.Origin;
import dev.runlog.model.Observation.Parameter;
import dev.runlog.model.Observation.Section;
import dev.runlog.model.Observation.Seed;
import dev.runlog.model.Random.SeedCall;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One Python process: from its events to observations. Options and seeds count only where it
/// runs the user's program itself, and in a distributed run only in rank 0.
final class PythonProcess {
  private final Processes processes;
  private final FileFilter files;
  private final Set<Long> programsResults = new HashSet<>();
  private long pid;
  private boolean runsAProgram;
  private boolean main;
  private boolean raised;
  private boolean firstRank = true;
  private @Nullable Object torchSeed;

  PythonProcess(Processes processes) {
    this.processes = processes;
    this.files = new FileFilter(processes.setting());
  }

  long pid() {
    return pid;
  }

  boolean runsAProgram() {
    return runsAProgram;
  }

  boolean isMain() {
    return main;
  }

  void unreadable() {
    say(new Gap("python", "a line of an event file could not be read"));
  }

  void accept(Event event) {
    switch (event.kind()) {
      case "process" -> started(event);
      case "arguments" -> arguments(event);
      case "seed" -> seed(event);
      case "library" -> library(event);
      case "torch" -> torch(event);
      case "file" -> file(event);
      case "exception" -> exception(event);
      case "exit" -> exit(event);
      default -> {} // a probe of another version may say more
    }
  }

  private void started(Event event) {
    pid = event.number("pid");
    var parents = event.numbers("parents");
    var role = event.text("role");
    if (event.flag("forked")) {
      main = role.equals("fork") && !parents.isEmpty() && processes.isMain(parents.getFirst());
      runsAProgram = true;
      return;
    }
    var rank = event.map("rank");
    firstRank =
        List.of("RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "PMI_RANK").stream()
            .map(name -> String.valueOf(rank.getOrDefault(name, "0")))
            .allMatch("0"::equals);
    main = role.equals("main") && processes.noneRunsAProgram(parents);
    runsAProgram = role.equals("main") || role.equals("worker");
    say(
        new Interpreter(
            pid,
            event.text("executable"),
            event.text("version"),
            event.text("prefix"),
            event.texts("path"),
            speaks()));
    if (speaks()) {
      var implementation = event.text("implementation");
      var version = event.text("version");
      detail("python", implementation.equals("cpython") ? version : implementation + " " + version);
      deterministic(event.map("switches"));
    }
  }

  private boolean speaks() {
    return main && firstRank;
  }

  private void arguments(Event event) {
    if (!speaks() || !(event.flag("main") || (event.flag("later") && knows(event.number("n"))))) {
      return;
    }
    programsResults.add(event.number("n"));
    var defaults = event.map("defaults");
    event
        .map("values")
        .forEach(
            (name, value) -> {
              boolean isDefault =
                  defaults.containsKey(name) && Objects.equals(defaults.get(name), value);
              var source =
                  event.flag("later")
                      ? "argparse, changed by the program"
                      : isDefault ? "argparse default" : "argparse";
              say(new Parameter(name, value, Origin.PROGRAM, source));
            });
  }

  private boolean knows(long result) {
    return programsResults.contains(result);
  }

  private void seed(Event event) {
    if (!speaks()) {
      return;
    }
    var value = event.value("value");
    if (event.text("library").equals("torch")) {
      torchSeed = value;
    }
    say(
        new Seed(
            new SeedCall(
                event.text("library"),
                event.text("function"),
                value,
                files.site(event.text("site")),
                pid)));
  }

  private void library(Event event) {
    processes.framework(Map.of(event.text("name"), event.text("version")));
    if (event.value("cuda") instanceof String cuda) {
      detail("cuda", cuda);
    }
  }

  private void torch(Event event) {
    if (!speaks()) {
      return;
    }
    if (event.value("cudnn") instanceof Number version) {
      detail("cudnn", Cudnn.version(version.intValue()));
    }
    var seed = event.value("seed");
    if (seed != null && !seed.equals(torchSeed)) {
      say(new Seed(new SeedCall("torch", "torch.initial_seed", seed, null, pid)));
    }
    event.fields().keySet().stream()
        .filter(name -> name.startsWith("torch."))
        .forEach(name -> say(new Detail(Section.DETERMINISTIC, name, event.value(name))));
  }

  private void file(Event event) {
    var path = event.text("path");
    boolean written = event.flag("written");
    if (files.isWorthKeeping(path, written)) {
      say(new FileUse(files.name(path), written ? Access.WRITTEN : Access.READ, pid));
    }
  }

  private void exception(Event event) {
    raised = true;
    if (!main) {
      return;
    }
    var frames = event.texts("frames");
    var message = event.text("message");
    var what = message.isEmpty() ? event.text("type") : event.text("type") + ": " + message;
    var where = frames.isEmpty() ? "" : " at " + frames.getLast();
    var cause = event.text("type").equals("KeyboardInterrupt") ? "interrupt" : "exception";
    say(new Ending(pid, cause, what + where));
  }

  private void exit(Event event) {
    if (!raised) {
      say(new Ending(pid, "exit", "Python process " + pid + " came to its own end"));
    }
    if (event.number("max_rss") > 0) {
      say(new Detail(Section.RESOURCES, "max_rss_bytes", event.number("max_rss")));
    }
    var versions = event.map("versions");
    if (!versions.isEmpty()) {
      processes.framework(versions);
    }
    if (speaks() && !event.texts("imported").isEmpty()) {
      detail("imported", event.texts("imported"));
    }
    if (event.number("dropped") > 0) {
      say(
          new Gap(
              "python", event.number("dropped") + " events of process " + pid + " were dropped"));
    }
  }

  private void deterministic(Map<String, @Nullable Object> switches) {
    switches.forEach((name, value) -> say(new Detail(Section.DETERMINISTIC, name, value)));
  }

  private void detail(String field, @Nullable Object value) {
    say(new Detail(Section.ENVIRONMENT, field, value));
  }

  private void say(Observation observation) {
    processes.say(observation);
  }
}
