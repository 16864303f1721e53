package dev.runlog.record;

import dev.runlog.launch.Exit;
import dev.runlog.model.Observation.Detail;
import dev.runlog.model.Observation.Section;
import dev.runlog.model.Status;
import dev.runlog.model.World;
import dev.runlog.plan.Plan;
import dev.runlog.store.RunFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A run that the program records itself, in its own process: as [Recorder] does it, without a
/// command to start. What the program has to say it appends to the run's event file. If the
/// process dies before [#end], the next runlog command settles the record.
public final class OwnRun {
  private static final Duration BEFORE = Duration.ofMinutes(2);
  private static final Duration AFTER = Duration.ofMinutes(10);
  private static final Set<String> SOURCES =
      Set.of(
          "git",
          "machine",
          "resources",
          "data",
          "artifacts",
          "tensorboard",
          "result files",
          "events");

  private final RunFolder folder;
  private final Session session;
  private final Sources sources;
  private final Assembly assembly;
  private final NoteFile note;
  private final Writing writing;
  private final Parents parents;
  private final Checkpoints checkpoints;

  private OwnRun(Plan plan, World world, Claim claim) {
    folder = claim.folder();
    var redactor = Redactors.of(plan, world);
    session = new Session(plan, world, redactor, folder.path(), world.clock().instant());
    sources = new Sources(session, SOURCES);
    assembly = new Assembly(session, folder, Host.of(world), null);
    writing = new Writing(session, assembly);
    note = new NoteFile(folder, redactor);
    if (claim.trouble() != null) {
      writing.trouble("outputs", claim.trouble());
    }
    long pid = ProcessHandle.current().pid();
    session.started(pid);
    assembly.launched(pid);
    sources.before();
    var running = writing.store(assembly::running);
    writing.attempt("run.md", () -> note.create(running));
    sources.awaitBefore(BEFORE);
    sources.watch();
    parents = new Parents(plan, folder);
    checkpoints = new Checkpoints(session, () -> writing.store(assembly::running));
  }

  /// Begins a record; null where no folder can be written. `environment` has further facts for
  /// that section.
  public static @Nullable OwnRun begin(
      Plan plan, World world, Map<String, @Nullable Object> environment) {
    var claim = Claim.of(plan, world);
    if (claim == null) {
      new Warnings(world).say("no folder can be written; this run is NOT recorded");
      return null;
    }
    var run = new OwnRun(plan, world, claim);
    environment.forEach(
        (field, value) -> run.session.accept(new Detail(Section.ENVIRONMENT, field, value)));
    return run;
  }

  /// The run folder.
  public Path folder() {
    return folder.path();
  }

  /// Ends the record: finished where `failure` is null, else failed with that as the evidence.
  public void end(@Nullable String failure) {
    double wall = assembly.seconds();
    session.ended();
    checkpoints.close();
    sources.after(AFTER);
    var parent = parents.found();
    assembly.parent(parent == null ? null : parent.runId());
    var cause =
        failure == null
            ? new Cause(Status.FINISHED, "exit", null)
            : new Cause(Status.FAILED, "exception", session.redactor().text(failure));
    var exit = new Exit(failure == null ? 0 : 1, null, null, cpuSeconds());
    double overhead = Times.rounded((assembly.seconds() - wall) * 1000);
    var ended = new Assembly.Ended(exit, cause, wall, sources.reports(), overhead);
    writing.attempt("config_resolved.yaml", assembly::writeConfig);
    writing.attempt("metrics.jsonl", session::close);
    var run = writing.store(() -> assembly.ended(ended));
    writing.attempt("run.md", () -> note.refresh(run, parent, session.said()));
    writing.attempt("run.md", note::close);
  }

  private static double cpuSeconds() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .map(time -> Times.rounded(time.toMillis() / 1e3))
        .orElse(0.0);
  }
}
