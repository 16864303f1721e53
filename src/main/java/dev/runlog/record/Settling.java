package dev.runlog.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.runlog.json.Records;
import dev.runlog.model.Capture;
import dev.runlog.model.MetricPoint;
import dev.runlog.model.Observation;
import dev.runlog.model.Run;
import dev.runlog.model.Status;
import dev.runlog.model.World;
import dev.runlog.plan.Plan;
import dev.runlog.redact.Redactor;
import dev.runlog.store.MetricsFile;
import dev.runlog.store.RunFolder;
import dev.runlog.store.Salt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Settles runs whose recorder died: a record says `running` only while somebody records it, or its
/// command still lives. What the run folder holds beyond the record (the log's last lines, the
/// probe's last events) is read then.
final class Settling {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final RunFolder folder;
  private final World world;
  private final Map<String, @Nullable Object> tree;
  private final Run run;
  private final Plan plan;
  private final Redactor redactor;

  private Settling(RunFolder folder, World world, Map<String, @Nullable Object> tree)
      throws IOException {
    this.folder = folder;
    this.world = world;
    this.tree = tree;
    this.run = Records.fromTree(Run.class, tree);
    this.plan = Revival.plan(run, folder);
    this.redactor = new Redactor(Salt.of(world.state()), Set.copyOf(plan.settings().redact()));
  }

  /// The record of a folder, settled and stored again if it has to be.
  static Map<String, @Nullable Object> settled(RunFolder folder, World world) throws IOException {
    var tree = folder.readRun();
    if ("running".equals(tree.get("status"))) {
      new Settling(folder, world, tree).settle();
    }
    return tree;
  }

  private void settle() throws IOException {
    var host = Host.of(world);
    if (!Objects.equals(host.name(), run.command().host())) {
      return; // only its own host can tell whether it still runs
    }
    boolean restarted = !Objects.equals(host.bootId(), run.command().bootId());
    if (!restarted
        && (recorderLives() || lives(run.command().pid(), run.command().pidStartedMs()))) {
      return;
    }
    var end = lastSign(folder.path());
    Map<String, String> said;
    try (var session = session()) {
      var fold = retold(session);
      tree.put("status", Status.LOST.name().toLowerCase(Locale.ROOT));
      times(end);
      cause(restarted, fold);
      sections(fold);
      missing(fold);
      said = fold.remarks.all();
      tree.putIfAbsent("hypothesis", said.get("hypothesis"));
    }
    var parent = new Parents(plan, folder).found();
    tree.putIfAbsent("parent", parent == null ? null : parent.runId());
    store();
    draft(parent, said);
  }

  private boolean recorderLives() {
    var recorder = run.capture().recorder();
    return recorder != null && lives(recorder.pid(), recorder.startedMs());
  }

  /// The start time tells a process from a later one with the same number.
  private static boolean lives(@Nullable Long pid, @Nullable Long startedMs) {
    return pid != null
        && ProcessHandle.of(pid).isPresent()
        && (startedMs == null || Objects.equals(Assembly.startedMs(pid), startedMs))
        && !isZombie(pid);
  }

  /// Whether a process has ended and its parent has not asked yet how; false where /proc is absent.
  private static boolean isZombie(long pid) {
    try {
      var stat = Files.readString(Path.of("/proc/" + pid + "/stat"), ISO_8859_1);
      return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return false;
    }
  }

  private Session session() {
    var started = OffsetDateTime.parse(run.timestamp().start()).toInstant();
    var session = new Session(plan, world, redactor, folder.path(), started);
    session.ended();
    return session;
  }

  /// What the folder holds: the points that were written, then those that only the log has.
  private Fold retold(Session session) throws IOException {
    var written = new ArrayList<MetricPoint>();
    MetricsFile.read(folder.file("metrics.jsonl"), written::add);
    session.passOver(written);
    new Sources(session).settle(DEADLINE);
    return session.fold();
  }

  private void times(Instant end) {
    var start = OffsetDateTime.parse(run.timestamp().start());
    double seconds = Math.max(0, end.toEpochMilli() - start.toInstant().toEpochMilli()) / 1000.0;
    section("timestamp").put("end", Times.text(end.atOffset(start.getOffset())));
    section("timestamp").put("duration_seconds", seconds);
  }

  private void cause(boolean restarted, Fold fold) {
    var said = fold.endings.isEmpty() ? null : fold.endings.getLast();
    var command = section("command");
    command.put("cause", restarted ? "host-restart" : said == null ? "unknown" : said.cause());
    command.put(
        "evidence",
        redactor.text(
            (said == null ? "" : said.evidence() + "; ")
                + (restarted
                    ? "the host has been started again since"
                    : "neither the command nor its recorder is there any more")
                + "; the end is the last sign of life in the run folder"));
  }

  private void sections(Fold fold) {
    section("metrics").putAll(fold.metrics.last());
    var summaries = section("metrics_summary");
    fold.metrics
        .summaries()
        .forEach((name, summary) -> summaries.put(name, Records.toTree(summary)));
    if (!fold.seeds.isEmpty()) {
      tree.put(
          "random",
          Records.toTree(
              fold.seeds.section(true, run.random().hashSeed(), run.random().deterministic())));
    }
    var resolved = Assembly.resolved(fold, redactor);
    if (!resolved.isEmpty() && run.config().resolved().isEmpty()) {
      tree.put("config", redactor.tree(Records.toTree(fold.parameters.section(resolved))));
    }
    if (!fold.children().isEmpty()) {
      tree.put("children", redactor.tree(fold.children()));
    }
    section("environment").putAll(fold.details(Observation.Section.ENVIRONMENT));
  }

  /// What was found missing only now, beside what the record says of it already.
  private void missing(Fold fold) {
    var missing = new LinkedHashSet<>(run.capture().missing());
    var git = run.git();
    if (git != null && Boolean.TRUE.equals(git.dirty()) && git.tree() == null) {
      for (var field : List.of("git.tree", "git.patch")) {
        if (missing.stream().noneMatch(gap -> gap.field().equals(field))) {
          missing.add(new Capture.Gap(field, "the recorder died before it was made"));
        }
      }
    }
    missing.addAll(fold.gaps());
    section("capture").put("missing", missing.stream().map(Records::toTree).toList());
  }

  /// The newest change of a file in the run folder.
  private static Instant lastSign(Path folder) throws IOException {
    var last = Instant.EPOCH;
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Settling::isOfTheRun).toList()) {
        var time = Files.getLastModifiedTime(file).toInstant();
        last = time.isAfter(last) ? time : last;
      }
    }
    return last;
  }

  /// A tag may be given at any time.
  private static boolean isOfTheRun(Path file) {
    return Files.isRegularFile(file) && !file.endsWith("tags");
  }

  @SuppressWarnings("unchecked")
  private Map<String, @Nullable Object> section(String name) {
    return (Map<String, @Nullable Object>)
        Objects.requireNonNull(
            tree.compute(
                name,
                (key, old) ->
                    old instanceof Map<?, ?>
                        ? old
                        : new LinkedHashMap<String, @Nullable Object>()));
  }

  private void draft(@Nullable Run parent, Map<String, String> said) {
    try {
      NoteFile.settle(folder, redactor, run, Records.fromTree(Run.class, tree), parent, said);
    } catch (IOException e) {
      // the drafts are a help, not the record
    }
  }

  /// A folder that cannot be written keeps its old record; what is shown is settled all the same.
  private void store() {
    try {
      folder.writeRun(tree, redactor);
    } catch (IOException e) {
      // the next command settles it again
    }
  }
}
