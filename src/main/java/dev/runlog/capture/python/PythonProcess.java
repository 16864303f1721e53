package dev.runlog.capture.python;

import dev.runlog.capture.metrics.Printed;
import dev.runlog.model.MetricPoint;
import dev.runlog.model.Observation;
import dev.runlog.model.Observation.Access;
import dev.runlog.model.Observation.Detail;
import dev.runlog.model.Observation.Ending;
import dev.runlog.model.Observation.FileUse;
import dev.runlog.model.Observation.Gap;
import dev.runlog.model.Observation.Interpreter;
import dev.runlog.model.Observation.Metric;
import dev.runlog.model.Observation.Program;
import dev.runlog.model.Observation.Section;
import dev.runlog.model.Observation.Seed;
import dev.runlog.model.Observation.Split;
import dev.runlog.model.Random.SeedCall;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One Python process: from its events to observations. Options and seeds count only where it
/// runs a program, and in a distributed run only in rank 0.
final class PythonProcess {
  private final Processes processes;
  private final FileFilter files;
  private final Map<Long, Options> programsOptions = new HashMap<>();
  private final Map<String, Integer> readFrom = new HashMap<>();
  private long pid;
  private boolean runsAProgram;
  private boolean main;
  private Event start = new Event(Map.of());
  private @Nullable String parent;
  private String program = "";
  private @Nullable String job;
  private boolean raised;
  private boolean firstRank = true;
  private @Nullable Object torchSeed;
  private @Nullable Printed printed;

  PythonProcess(Processes processes) {
    this.processes = processes;
    this.files = new FileFilter(processes.setting());
  }

  long pid() {
    return pid;
  }

  void unreadable() {
    say(new Gap("python", "a line of an event file could not be read"));
  }

  void accept(Event event) {
    switch (event.kind()) {
      case "process" -> started(event);
      case "options" -> options(event);
      case "job" -> job(event);
      case "seed" -> seed(event);
      case "seeds" -> seedCalls(event.map("counts"));
      case "switches" -> deterministic(event.map("values"));
      case "metric" -> metric(event);
      case "split" -> say(new Split(event.text("name"), event.number("size")));
      case "gap" -> say(new Gap(event.text("field"), event.text("why")));
      case "library" -> library(event);
      case "torch" -> torch(event);
      case "printed" -> printed(event);
      case "file" -> file(event);
      case "folders" -> folders(event);
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
      var forker = parents.isEmpty() ? null : processes.of(parents.getFirst());
      if (role.equals("fork") && forker != null) {
        main = forker.main;
        program = forker.program;
      }
      runsAProgram = true;
      return;
    }
    start = event;
    firstRank = event.isFirstRank();
    runsAProgram = role.equals("main") || role.equals("worker");
    parent = processes.programOf(parents);
    main = role.equals("main") && parent == null;
    program = role.equals("main") && firstRank ? String.valueOf(pid) : "";
    say(
        new Interpreter(
            pid,
            event.text("executable"),
            event.text("version"),
            event.text("prefix"),
            event.texts("path"),
            isFirst()));
    tell(null);
    if (isFirst()) {
      var implementation = event.text("implementation");
      var version = event.text("version");
      detail("python", implementation.equals("cpython") ? version : implementation + " " + version);
      deterministic(event.map("switches"));
    }
  }

  /// Whether this is the program that the command itself started.
  private boolean isFirst() {
    return main && firstRank;
  }

  private boolean speaks() {
    return !program.isEmpty();
  }

  /// What an option or a seed belongs to: the job under way, else the whole process.
  private String speaker() {
    return job == null ? program : program + ":" + job;
  }

  String program() {
    return program;
  }

  private void tell(@Nullable Double end) {
    if (program.equals(String.valueOf(pid))) {
      say(program(program, parent, start.seconds("t"), end));
    }
  }

  private Program program(String id, @Nullable String parent, double from, @Nullable Double end) {
    return new Program(id, parent, pid, start.texts("argv"), start.text("cwd"), from, end);
  }

  /// One of several jobs of a process, such as those of a Hydra multirun.
  private void job(Event event) {
    if (speaks()) {
      job = event.text("id");
      boolean over = event.flag("end");
      var end = over ? (Double) event.seconds("t") : null;
      say(program(speaker(), program, event.seconds("start"), end));
      job = over ? null : job;
    }
  }

  private void options(Event event) {
    var known = programsOptions.get(event.number("n"));
    boolean isNews = event.flag("later") && known != null;
    if (!speaks() || !(event.flag("main") || isNews)) {
      return;
    }
    var options = known != null && isNews ? known : Options.of(event, speaker());
    programsOptions.put(event.number("n"), options);
    options.parameters(event).forEach(this::say);
  }

  private void metric(Event event) {
    var step = event.value("step") instanceof Number number ? (Long) number.longValue() : null;
    if (runsAProgram && firstRank && event.value("value") instanceof Number value) {
      say(
          new Metric(
              new MetricPoint(
                  event.text("name"),
                  value.doubleValue(),
                  step,
                  event.seconds("t"),
                  event.text("source")),
              reporter()));
    }
  }

  /// What a metric belongs to: that of a worker to the program that started it.
  private String reporter() {
    return speaks() ? speaker() : Objects.requireNonNullElse(parent, "");
  }

  private void printed(Event event) {
    if (runsAProgram && firstRank) {
      printed =
          printed == null ? new Printed(processes.setting(), reporter(), processes::say) : printed;
      printed.print(event.text("text"), event.seconds("t"));
    }
  }

  /// Everything has been told.
  void end() {
    if (printed != null) {
      printed.end();
    }
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
                pid),
            speaker()));
  }

  /// How many calls set a seed, those beyond the listed ones included; of workers and other ranks
  /// only that is kept.
  private void seedCalls(Map<String, @Nullable Object> counts) {
    long calls = 0;
    for (var count : counts.values()) {
      calls += count instanceof Number number ? number.longValue() : 0;
    }
    if (!speaks()) {
      processes.seededElsewhere(calls);
    } else if (isFirst()) {
      say(new Detail(Section.DETERMINISTIC, "seed_calls", calls));
    }
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
      say(new Seed(new SeedCall("torch", "torch.initial_seed", seed, null, pid), speaker()));
    }
  }

  private void file(Event event) {
    var path = event.text("path");
    boolean written = event.flag("written");
    if (!files.isWorthKeeping(path, written)) {
      return;
    }
    if (runsAProgram && (!written || event.flag("read"))) {
      readFrom.merge(path.substring(0, Math.max(0, path.lastIndexOf('/'))), 1, Integer::sum);
      say(new FileUse(files.name(path), Access.READ, pid, event.seconds("t")));
    }
    if (written) {
      say(new FileUse(files.name(path), Access.WRITTEN, pid, event.seconds("t")));
    }
  }

  /// Folders of more files than are told one by one.
  private void folders(Event event) {
    event
        .map("opened")
        .forEach(
            (folder, count) -> {
              if (!(count instanceof Number opened)) {
                return;
              }
              long known = readFrom.getOrDefault(folder, 0);
              if (files.isNearlyAll(folder, known + opened.longValue())) {
                say(new FileUse(folder, Access.READ, pid, event.seconds("t")));
              } else {
                say(new Gap("data", folder + " had " + opened + " more openings than are kept"));
              }
            });
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
    tell(event.seconds("t"));
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
    if (isFirst() && !event.texts("imported").isEmpty()) {
      detail("imported", event.texts("imported"));
    }
    if (event.number("dropped") > 0) {
      say(
          new Gap(
              "python", event.number("dropped") + " events of process " + pid + " were dropped"));
    }
  }

  private void deterministic(Map<String, @Nullable Object> switches) {
    if (!speaks()) {
      return;
    }
    switches.forEach((name, value) -> say(new Detail(Section.DETERMINISTIC, name, value)));
  }

  private void detail(String field, @Nullable Object value) {
    say(new Detail(Section.ENVIRONMENT, field, value));
  }

  private void say(Observation observation) {
    processes.say(observation);
  }
}
