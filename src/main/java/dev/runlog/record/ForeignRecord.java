package dev.runlog.record;

import static java.util.Objects.requireNonNull;

import dev.runlog.importer.Foreign;
import dev.runlog.importer.Found;
import dev.runlog.json.Canonical;
import dev.runlog.json.Records;
import dev.runlog.json.Yaml;
import dev.runlog.model.Capture;
import dev.runlog.model.Command;
import dev.runlog.model.Git;
import dev.runlog.model.Observation;
import dev.runlog.model.Run;
import dev.runlog.model.Status;
import dev.runlog.model.Timestamp;
import dev.runlog.model.World;
import dev.runlog.plan.Plan;
import dev.runlog.redact.Redactor;
import dev.runlog.store.MetricsFile;
import dev.runlog.store.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The record of one run of another tool: what it says, and a gap for each thing it does not.
final class ForeignRecord {
  private static final String PATCH = "changes.patch";
  private static final String FREEZE = "requirements_freeze.txt";
  private static final String LOG = "train.log";
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40,64}");

  private final String kind;
  private final Foreign foreign;
  private final Found found;
  private final Map<String, Object> origin;
  private final Plan plan;
  private final Redactor redactor;
  private final ZoneId zone;
  private final Instant start;
  private final List<Capture.Gap> inferred = new ArrayList<>();
  private final List<Capture.Gap> missing = new ArrayList<>();
  private final Fold fold = new Fold();

  ForeignRecord(
      String kind, Foreign foreign, Found found, Map<String, Object> origin, Plan plan, World world)
      throws IOException {
    this.kind = kind;
    this.foreign = foreign;
    this.found = found;
    this.origin = origin;
    this.plan = plan;
    this.zone = world.clock().getZone();
    this.redactor = Redactors.of(plan, world);
    this.start = start();
  }

  RunFolder claim() throws IOException {
    return RunFolder.claim(plan.outputs(), LocalDateTime.ofInstant(start, zone), plan.name());
  }

  /// Writes all of it; run.json comes last, as the sign that it is whole.
  void write(RunFolder run) throws IOException {
    Files.deleteIfExists(run.file("metrics.jsonl"));
    try (var metrics = new MetricsFile(run.file("metrics.jsonl"))) {
      for (var observation : found.observations()) {
        fold.add(masked(observation));
        if (observation instanceof Observation.Metric metric) {
          metrics.append(metric.point());
        }
      }
    }
    texts(run);
    var record = record(run);
    var resolved = Assembly.resolved(fold, redactor);
    if (!resolved.isEmpty()) {
      run.replace("config_resolved.yaml", Yaml.text(resolved).getBytes(StandardCharsets.UTF_8));
    }
    new NoteFile(run, redactor).create(record);
    run.writeRun(tree(record), redactor);
  }

  private Observation masked(Observation observation) {
    return observation instanceof Observation.Parameter parameter
            && redactor.tree(Map.of(parameter.key(), list(parameter.value())))
                instanceof Map<?, ?> map
            && map.get(parameter.key()) instanceof List<?> masked
        ? new Observation.Parameter(
            parameter.key(), masked.getFirst(), parameter.origin(), parameter.source())
        : observation;
  }

  /// A list, because a map of Map.of holds no null.
  private static List<@Nullable Object> list(@Nullable Object value) {
    var list = new ArrayList<@Nullable Object>();
    list.add(value);
    return list;
  }

  private void texts(RunFolder run) throws IOException {
    for (var text : found.texts().entrySet()) {
      var masked = redactor.text(text.getValue());
      if (text.getKey().equals(PATCH) && !masked.equals(text.getValue())) {
        missing.add(new Capture.Gap("git.patch", "a secret is in it"));
        continue;
      }
      run.replace(text.getKey(), masked.getBytes(StandardCharsets.UTF_8));
    }
  }

  private Instant start() throws IOException {
    var told = time("timestamp.start");
    if (told != null) {
      return told;
    }
    double first = Double.MAX_VALUE;
    for (var observation : found.observations()) {
      if (observation instanceof Observation.Metric metric && metric.point().time() > 0) {
        first = Math.min(first, metric.point().time());
      }
    }
    if (first < Double.MAX_VALUE) {
      inferred.add(new Capture.Gap("timestamp.start", "the time of the first metric"));
      return Instant.ofEpochMilli((long) (first * 1000));
    }
    var folder = foreign.folder();
    if (folder == null || Remains.in(folder).files().isEmpty()) {
      throw new IOException("nothing says when it ran");
    }
    inferred.add(new Capture.Gap("timestamp.start", "the oldest time of its files"));
    return Remains.in(folder).oldest();
  }

  private @Nullable Instant time(String field) {
    return switch (value(field)) {
      case Instant instant -> instant;
      case LocalDateTime utc -> utc.toInstant(ZoneOffset.UTC);
      case null, default -> null;
    };
  }

  private @Nullable Object value(String field) {
    var fact = found.fact(field);
    return fact == null ? null : fact.value();
  }

  private @Nullable String text(String field) {
    var value = value(field);
    return value == null ? null : value.toString();
  }

  private Run record(RunFolder run) {
    var told = text("status");
    var status = told == null ? Status.LOST : Status.valueOf(told.toUpperCase(Locale.ROOT));
    var artifacts = new LinkedHashMap<>(found.artifacts());
    if (Files.exists(run.file(LOG))) {
      artifacts.putIfAbsent("logs", Assembly.relative(plan.project(), run.file(LOG)));
    }
    return new Run(
        Run.SCHEMA,
        run.id(),
        plan.name(),
        status,
        command(told),
        timestamp(),
        git(run),
        fold.parameters.section(Assembly.resolved(fold, redactor)),
        fold.data(),
        environment(run),
        fold.seeds.section(false, null, Map.of()),
        fold.metrics.last(),
        fold.metrics.summaries(),
        artifacts,
        null,
        null,
        new LinkedHashMap<>(fold.details(Observation.Section.RESOURCES)),
        null,
        plan.group(),
        plan.tags(),
        plan.hypothesis(),
        List.of(),
        new Capture(Run.VERSION, null, List.of(), missing(), null, inferred));
  }

  private Command command(@Nullable String status) {
    var argv = value("command.argv") instanceof List<?> words ? words : List.of();
    var cwd = text("command.cwd");
    var code = value("command.exit_code") instanceof Number number ? number : null;
    var evidence = text("command.evidence");
    return new Command(
        redactor.argv(argv.stream().map(String::valueOf).toList()),
        null,
        cwd == null ? "" : cwd,
        null,
        text("command.user"),
        text("command.host"),
        null,
        null,
        null,
        code == null ? null : (Integer) code.intValue(),
        null,
        "unknown",
        evidence != null
            ? evidence
            : "imported from " + kind + (status == null ? ", which does not say how it ended" : ""),
        List.of());
  }

  private Timestamp timestamp() {
    var end = time("timestamp.end");
    if (end != null && end.isBefore(start)) {
      missing.add(new Capture.Gap("timestamp.end", kind + " has it before the start"));
      end = null;
    }
    return new Timestamp(
        Times.text(start.atZone(zone).toOffsetDateTime()),
        end == null ? null : Times.text(end.atZone(zone).toOffsetDateTime()),
        end == null ? null : (Double) Times.rounded(Duration.between(start, end).toMillis() / 1e3));
  }

  private @Nullable Git git(RunFolder run) {
    var commit = text("git.commit");
    if (commit != null && !COMMIT.matcher(commit).matches()) {
      missing.add(new Capture.Gap("git.commit", kind + " has only " + commit));
      commit = null;
    }
    var patch = run.file(PATCH);
    boolean patched = Files.exists(patch);
    var branch = text("git.branch");
    var remote = text("git.remote");
    if (commit == null && branch == null && remote == null && !patched) {
      return null;
    }
    var dirty = value("git.dirty") instanceof Boolean told ? told : patched ? Boolean.TRUE : null;
    return new Git(
        commit,
        null,
        dirty,
        branch,
        remote,
        patched ? PATCH : null,
        patched ? hash(run, PATCH) : null,
        List.of(),
        List.of(),
        List.of());
  }

  private Map<String, @Nullable Object> environment(RunFolder run) {
    var environment = new LinkedHashMap<>(fold.details(Observation.Section.ENVIRONMENT));
    var packages = found.texts().get(FREEZE);
    if (packages != null) {
      environment.put("packages", packages.lines().filter(line -> !line.isBlank()).count());
      environment.put("pip_freeze", FREEZE);
      environment.put("pip_freeze_hash", hash(run, FREEZE));
    }
    return environment;
  }

  private @Nullable String hash(RunFolder run, String name) {
    try {
      return Canonical.sha256(Files.readAllBytes(run.file(name)));
    } catch (IOException e) {
      missing.add(new Capture.Gap(name, "cannot be read: " + e.getMessage()));
      return null;
    }
  }

  private List<Capture.Gap> missing() {
    missing.addAll(fold.gaps());
    var environment = fold.details(Observation.Section.ENVIRONMENT);
    absent("status", value("status") == null);
    absent("command.argv", !(value("command.argv") instanceof List<?> list && !list.isEmpty()));
    absent("command.cwd", value("command.cwd") == null);
    absent("timestamp.end", value("timestamp.end") == null);
    absent("git.commit", value("git.commit") == null);
    absent("git.dirty", value("git.dirty") == null && !found.texts().containsKey(PATCH));
    absent("config", fold.parameters.resolved().isEmpty());
    absent("data", fold.data() == null);
    absent("environment.python", !environment.containsKey("python"));
    absent("environment.pip_freeze", !found.texts().containsKey(FREEZE));
    absent("random", true);
    absent("metrics", fold.metrics.summaries().isEmpty());
    absent("artifacts_manifest", true);
    return missing;
  }

  private void absent(String field, boolean absent) {
    if (absent && missing.stream().noneMatch(gap -> gap.field().equals(field))) {
      missing.add(new Capture.Gap(field, kind + " did not record it"));
    }
  }

  @SuppressWarnings("unchecked")
  private Map<String, @Nullable Object> tree(Run run) {
    var tree = (Map<String, @Nullable Object>) requireNonNull(Records.toTree(run));
    tree.put("imported_from", origin);
    return tree;
  }
}
