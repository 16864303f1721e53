package dev.runlog.record;

import dev.runlog.launch.Child;
import dev.runlog.launch.Exit;
import dev.runlog.launch.Launch;
import dev.runlog.model.Problem;
import dev.runlog.model.Run;
import dev.runlog.model.World;
import dev.runlog.plan.Plan;
import dev.runlog.redact.Redactor;
import dev.runlog.render.Ending;
import dev.runlog.store.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Records one run. The command comes first: whatever fails here becomes a gap in the record and
/// at most one warning line, never a change of what the command does.
public final class Recorder {
  private static final Duration BEFORE = Duration.ofMinutes(2);
  private static final Duration AFTER = Duration.ofHours(1);

  private final Plan plan;
  private final World world;
  private final RunFolder folder;
  private final Session session;
  private final Sources sources;
  private final Assembly assembly;
  private final Writing writing;
  private final NoteFile note;

  private Recorder(Plan asked, World world, Claim claim, Redactor redactor) {
    this.plan = asked.in(claim.folder().path());
    this.world = world;
    this.folder = claim.folder();
    this.session = new Session(plan, world, redactor, folder.path(), world.clock().instant());
    this.sources = new Sources(session);
    this.assembly =
        new Assembly(
            session,
            folder,
            Host.of(world),
            plan.argv().equals(asked.argv()) ? null : asked.argv());
    this.writing = new Writing(session, assembly);
    this.note = new NoteFile(folder, redactor);
    if (claim.trouble() != null) {
      writing.trouble("outputs", claim.trouble());
    }
  }

  /// Runs the plan's command and records it; returns the command's exit code. A command that
  /// cannot be started is a [Problem] with exit code 125, 126 or 127, and leaves no record.
  public static int record(Plan plan, World world) {
    return record(plan, world, null);
  }

  /// The same, with something to do at last: it is given the run's folder.
  public static int record(Plan plan, World world, @Nullable Consumer<Path> then) {
    var claim = Claim.of(plan, world);
    if (claim == null) {
      new Warnings(world).say("no folder can be written; this run is NOT recorded");
      return await(start(plan.argv(), plan.cwd(), world, plan.env(), Path.of("/dev/null"))).code();
    }
    int code = new Recorder(plan, world, claim, Redactors.of(plan, world)).record();
    if (then != null) {
      then.accept(claim.folder().path());
    }
    return code;
  }

  /// Runs the command with no record but a warning that says why there is none; for callers who
  /// were not asked for one. Returns the command's exit code.
  public static int unrecorded(List<String> argv, World world, String why) {
    new Warnings(world).say(why + "; this run is NOT recorded");
    return await(start(argv, world.cwd(), world, world.env(), Path.of("/dev/null"))).code();
  }

  private int record() {
    Launch.prepare(world);
    sources.before();
    var running = writing.store(assembly::running);
    writing.attempt("run.md", () -> note.create(running));
    sources.awaitBefore(BEFORE);
    double launched = assembly.seconds();
    long oomKills = OomCounter.read();
    var child = launch();
    sources.watch();
    var parents = new Parents(plan, folder);
    Exit exit;
    try (var checkpoints = new Checkpoints(session, () -> writing.store(assembly::running))) {
      exit = await(child);
    }
    double wall = assembly.seconds() - launched;
    child.onImpatience(Thread.currentThread()::interrupt);
    child.logTrouble().ifPresent(why -> writing.trouble("train.log", why));
    session.ended();
    sources.after(AFTER);
    oomKills = OomCounter.read() - oomKills;
    return finish(exit, oomKills, wall, parents.found());
  }

  private int finish(Exit exit, long oomKills, double wall, @Nullable Run parent) {
    assembly.parent(parent == null ? null : parent.runId());
    var cause = session.cause(exit, oomKills);
    double overhead = (assembly.seconds() - wall) * 1000;
    var ended = new Assembly.Ended(exit, cause, wall, sources.reports(), Times.rounded(overhead));
    writing.attempt("config_resolved.yaml", assembly::writeConfig);
    writing.attempt("metrics.jsonl", session::close);
    var run = writing.store(() -> assembly.ended(ended));
    writing.attempt("run.md", () -> note.refresh(run, parent, session.said()));
    writing.attempt("run.json", folder::sync);
    if (!plan.quiet()) {
      var at = Assembly.relative(world.cwd(), folder.path());
      var debt = note.debt();
      Ending.lines(run, parent, at, debt).forEach(world.err()::println);
      var reminder = Reminder.line(world, folder, debt.isEmpty());
      if (!reminder.isEmpty()) {
        world.err().println(reminder);
      }
    }
    writing.attempt("run.md", note::close);
    return exit.code();
  }

  private Child launch() {
    var environment = session.childEnvironment();
    environment.put("RUNLOG_RUN_ID", folder.id());
    environment.put("RUNLOG_RUN_DIR", folder.path().toString());
    try {
      var child = start(plan.argv(), plan.cwd(), world, environment, folder.file("train.log"));
      assembly.launched(child.pid());
      session.started(child.pid());
      return child;
    } catch (Problem e) {
      writing.attempt("outputs", folder::delete);
      throw e;
    }
  }

  private static Child start(
      List<String> argv, Path cwd, World world, Map<String, String> environment, Path log) {
    try {
      return Launch.start(new Launch.Spec(argv, cwd, environment, log, world));
    } catch (IOException e) {
      throw Problem.start(125, "could not start " + argv.getFirst() + ": " + e.getMessage());
    }
  }

  /// Waits for the command, whatever interrupts us.
  private static Exit await(Child child) {
    while (true) {
      try {
        return child.await();
      } catch (InterruptedException e) {
        // the command decides when it ends, not we
      }
    }
  }
}
