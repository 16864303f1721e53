package dev.runlog.record;

import static java.util.Objects.requireNonNull;

import dev.runlog.json.Canonical;
import dev.runlog.json.Records;
import dev.runlog.json.Yaml;
import dev.runlog.launch.Exit;
import dev.runlog.model.Capture;
import dev.runlog.model.Command;
import dev.runlog.model.Observation.Section;
import dev.runlog.model.Run;
import dev.runlog.model.Status;
import dev.runlog.model.Timestamp;
import dev.runlog.redact.Redactor;
import dev.runlog.store.RunFolder;
import dev.runlog.store.TagsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts a session's fold and the facts of the launch together into a [Run], and writes it.
final class Assembly {
  private final Session session;
  private final RunFolder folder;
  private final Host host;
  private final @Nullable List<String> typed;
  private final long startNanos = System.nanoTime();
  private volatile @Nullable Started process;
  private volatile @Nullable String parent;

  /// The command's process.
  private record Started(long pid, @Nullable Long startedMs) {}

  /// `typed` is the command line as typed, null where it is the plan's.
  Assembly(Session session, RunFolder folder, Host host, @Nullable List<String> typed) {
    this.typed = typed;
    this.session = session;
    this.folder = folder;
    this.host = host;
  }

  void launched(long pid) {
    process = new Started(pid, startedMs(pid));
  }

  void parent(@Nullable String runId) {
    parent = runId;
  }

  static @Nullable Long startedMs(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(handle -> handle.info().startInstant())
        .map(Instant::toEpochMilli)
        .orElse(null);
  }

  /// The record of a run that has not ended.
  Run running() {
    return assemble(Status.RUNNING, command(null, null, null, null), null, List.of(), null);
  }

  /// The record of a run that has.
  Run ended(Ended ended) {
    var cause = ended.cause();
    return assemble(
        cause.status(),
        command(ended.exit().code(), ended.exit().signal(), cause.name(), cause.evidence()),
        ended,
        ended.sources(),
        ended.overheadMs());
  }

  /// What is known at the end.
  record Ended(
      Exit exit,
      Cause cause,
      double wallSeconds,
      List<Capture.SourceReport> sources,
      double overheadMs) {}

  private Command command(
      @Nullable Integer exitCode,
      @Nullable String signal,
      @Nullable String cause,
      @Nullable String evidence) {
    var plan = session.plan();
    var started = process;
    return new Command(
        session.redactor().argv(plan.argv()),
        typed == null ? null : session.redactor().argv(typed),
        plan.cwd().toString(),
        plan.env().get("SHELL"),
        host.user(),
        host.name(),
        started == null ? null : (Long) started.pid(),
        started == null ? null : started.startedMs(),
        host.bootId(),
        exitCode,
        signal,
        cause,
        evidence,
        List.of());
  }

  private Run assemble(
      Status status,
      Command command,
      @Nullable Ended ended,
      List<Capture.SourceReport> sources,
      @Nullable Double overheadMs) {
    var plan = session.plan();
    var built = new Run[1];
    session.withFold(
        fold -> {
          built[0] =
              new Run(
                  Run.SCHEMA,
                  folder.id(),
                  plan.name(),
                  status,
                  command,
                  timestamp(ended),
                  fold.git,
                  fold.parameters.section(resolved(fold)),
                  fold.data(),
                  new LinkedHashMap<>(fold.details(Section.ENVIRONMENT)),
                  fold.seeds.section(
                      fold.details(Section.ENVIRONMENT).containsKey("python"),
                      plan.env().get("PYTHONHASHSEED"),
                      new LinkedHashMap<>(fold.details(Section.DETERMINISTIC))),
                  metrics(fold, ended),
                  fold.metrics.summaries(),
                  fold.artifacts.section(relative(plan.project(), folder.file("train.log"))),
                  present("artifacts_manifest.txt"),
                  hash(folder, "artifacts_manifest.txt"),
                  resources(fold, ended),
                  parent,
                  plan.group(),
                  TagsFile.merged(folder.path(), plan.tags()),
                  plan.hypothesis() != null ? plan.hypothesis() : fold.remarks.of("hypothesis"),
                  fold.children(),
                  new Capture(
                      Run.VERSION,
                      overheadMs,
                      sources,
                      fold.gaps(),
                      new Capture.Recorder(
                          ProcessHandle.current().pid(), startedMs(ProcessHandle.current().pid())),
                      List.of()));
        });
    return built[0];
  }

  private Map<String, @Nullable Object> resolved(Fold fold) {
    return resolved(fold, session.redactor());
  }

  /// The masked configuration: what is written, and what its hash is over.
  @SuppressWarnings("unchecked")
  static Map<String, @Nullable Object> resolved(Fold fold, Redactor redactor) {
    var masked = (Map<String, @Nullable Object>) redactor.tree(fold.parameters.resolved());
    return masked == null ? Map.of() : masked;
  }

  private Timestamp timestamp(@Nullable Ended ended) {
    var zone = session.world().clock().getZone();
    var start = session.started().atZone(zone).toOffsetDateTime();
    if (ended == null) {
      return new Timestamp(Times.text(start), null, null);
    }
    var end = start.plusNanos((long) (ended.wallSeconds() * 1e9));
    return new Timestamp(Times.text(start), Times.text(end), Times.rounded(ended.wallSeconds()));
  }

  private static Map<String, Double> metrics(Fold fold, @Nullable Ended ended) {
    var metrics = fold.metrics.last();
    if (ended != null) {
      metrics.putIfAbsent("training_time_hours", ended.wallSeconds() / 3600);
    }
    return metrics;
  }

  private static Map<String, @Nullable Object> resources(Fold fold, @Nullable Ended ended) {
    var resources = new LinkedHashMap<String, @Nullable Object>();
    if (ended != null) {
      resources.put("wall_seconds", Times.rounded(ended.wallSeconds()));
      resources.put("cpu_seconds", Times.rounded(ended.exit().cpuSeconds()));
    }
    resources.putAll(fold.details(Section.RESOURCES));
    return resources;
  }

  static String relative(Path base, Path file) {
    return file.startsWith(base) ? base.relativize(file).toString() : file.toString();
  }

  private @Nullable String present(String name) {
    return Files.exists(folder.file(name)) ? name : null;
  }

  static @Nullable String hash(RunFolder folder, String name) {
    try {
      return Files.exists(folder.file(name))
          ? Canonical.sha256(Files.readAllBytes(folder.file(name)))
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  /// Writes run.json.
  @SuppressWarnings("unchecked")
  void write(Run run) throws IOException {
    folder.writeRun(
        (Map<String, @Nullable Object>) requireNonNull(Records.toTree(run)), session.redactor());
  }

  /// Writes config_resolved.yaml where there is a configuration.
  void writeConfig() throws IOException {
    var built =
        new Object() {
          Map<String, @Nullable Object> resolved = Map.of();
        };
    session.withFold(fold -> built.resolved = resolved(fold));
    if (!built.resolved.isEmpty()) {
      folder.replace(
          "config_resolved.yaml", Yaml.text(built.resolved).getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Seconds since the launch began, by a clock that does not jump.
  double seconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }
}
