package dev.runlog.record;

import dev.runlog.capture.ArtifactSource;
import dev.runlog.importer.Found;
import dev.runlog.importer.Importer;
import dev.runlog.json.Records;
import dev.runlog.json.Yaml;
import dev.runlog.model.Capture;
import dev.runlog.model.Command;
import dev.runlog.model.Git;
import dev.runlog.model.Observation;
import dev.runlog.model.Problem;
import dev.runlog.model.Run;
import dev.runlog.model.Status;
import dev.runlog.model.Timestamp;
import dev.runlog.model.World;
import dev.runlog.plan.Plan;
import dev.runlog.plan.Planner;
import dev.runlog.plan.Request;
import dev.runlog.redact.Redactor;
import dev.runlog.store.RunFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// Makes a record, as far as possible, of a run that nobody recorded: from what it left in a
/// folder. What was not observed but told from it stands in `capture.inferred`, with the reason;
/// what nothing tells is a gap.
public final class Adoption {
  /// The folder that was adopted, in the run folder: it is not adopted twice.
  private static final String MARK = "adopted_from";

  private static final String LOCK = ".adopt.lock";

  private static final String ARTIFACTS = "artifacts_manifest.txt";
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final List<String> UNKNOWN =
      List.of("environment", "random", "git.tree", "git.dirty");

  private final Path folder;
  private final List<Path> files;
  private final String what;
  private final Remains remains;
  private final World world;
  private final Plan plan;
  private final Redactor redactor;
  private final Found found = new Found();
  private final List<Capture.Gap> inferred = new ArrayList<>();

  private Adoption(
      Path folder, List<Path> files, Remains remains, String what, Request request, World world) {
    this.folder = folder;
    this.files = files;
    this.what = what;
    this.remains = remains;
    this.world = world;
    this.plan = Planner.plan(request, world);
    this.redactor = Redactors.of(plan, world);
  }

  /// What a folder was made into: `again` where it had been adopted before.
  public record Adopted(Path run, boolean again) {}

  /// Makes the record of one folder, or of `files`, of which it then has copies; `what` is how the
  /// user would call it, the run's name that of the request.
  public static Adopted adopt(
      Path folder, List<Path> files, String what, Request request, World world) throws IOException {
    var real = folder.toRealPath();
    var remains = Remains.in(real);
    if (remains.files().isEmpty()) {
      throw Problem.notFound("adopt: there are no files in " + what);
    }
    var own = files.isEmpty() ? remains.files() : files;
    return new Adoption(real, own, remains, what, request, world).once();
  }

  /// One adoption at a time in an output folder: two of one source would make two runs.
  private Adopted once() throws IOException {
    synchronized (Adoption.class) { // a lock on a file is one of the whole process
      Files.createDirectories(plan.outputs());
      try (var channel =
              FileChannel.open(
                  plan.outputs().resolve(LOCK),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          var lock = channel.lock()) {
        var before = lock.isValid() ? before() : null;
        return before != null ? new Adopted(before, true) : new Adopted(write(), false);
      }
    }
  }

  private @Nullable Path before() throws IOException {
    try (var runs = Files.newDirectoryStream(plan.outputs())) {
      for (var run : runs) {
        var mark = run.resolve(MARK);
        if (Files.isRegularFile(mark)
            && Files.isRegularFile(run.resolve("run.json"))
            && Files.readString(mark).equals(what + "\n")) {
          return run;
        }
      }
    }
    return null;
  }

  private Path write() throws IOException {
    read();
    times();
    var start = time("timestamp.start");
    History.near(start, plan, world)
        .forEach((field, fact) -> found.fact(field, fact.value(), fact.why()));
    Reflog.tell(plan.project(), start, found);
    var claimed =
        RunFolder.claim(
            plan.outputs(), LocalDateTime.ofInstant(start, world.clock().getZone()), plan.name());
    try {
      return write(claimed, start);
    } catch (IOException | RuntimeException e) {
      claimed.delete();
      throw e;
    }
  }

  private Path write(RunFolder run, Instant start) throws IOException {
    remains.copyLog(run.file("train.log"), redactor);
    // the sources take the newest file here for the end: all of the remains are older
    run.replace(MARK, (what + "\n").getBytes(StandardCharsets.UTF_8));
    try (var session = session(run, start)) {
      found.observations().forEach(session::accept);
      var sources = new Sources(session);
      sources.settle(DEADLINE);
      data(session, start);
      artifacts(session);
      var record = record(run, session.fold(), sources.reports());
      run.writeRun(tree(record), redactor);
      var resolved = Assembly.resolved(session.fold(), redactor);
      if (!resolved.isEmpty()) {
        run.replace("config_resolved.yaml", Yaml.text(resolved).getBytes(StandardCharsets.UTF_8));
      }
      try (var note = new NoteFile(run, redactor)) {
        note.create(record);
      }
    }
    return run.path();
  }

  private void data(Session session, Instant start) throws IOException {
    var told = found.fact("command.cwd");
    var cwd = told == null ? plan.project() : plan.project().resolve(told.value().toString());
    var where = Files.isDirectory(cwd) ? cwd : plan.project();
    AdoptedData.tell(session, start, plan, where, DEADLINE);
    var data = session.fold().data();
    if (data != null) {
      inferred.add(
          new Capture.Gap(
              "data", data.hash() == null ? "the configuration names it" : AdoptedData.UNCHANGED));
    }
  }

  private void artifacts(Session session) throws IOException {
    try {
      ArtifactSource.of(files, plan.project().toRealPath(), session.folder(), session);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      session.accept(new Observation.Gap("artifacts", "the hashing was interrupted"));
    }
    inferred.add(
        new Capture.Gap(
            "artifacts",
            "the files that were adopted, as they are now; nobody saw when they were made"));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> tree(Run run) {
    return (Map<String, @Nullable Object>) java.util.Objects.requireNonNull(Records.toTree(run));
  }

  @SuppressWarnings("CatchingUnchecked") // an importer may be broken in any way; the others go on
  private void read() {
    for (var importer : ServiceLoader.load(Importer.class, Adoption.class.getClassLoader())) {
      for (var place : remains.folders()) {
        try {
          if (importer.fits(place)) {
            importer.read(place, found);
          }
        } catch (Exception | StackOverflowError e) {
          var where = folder.relativize(place) + " as " + importer.kind();
          found.accept(new Observation.Gap("config", where + " could not be read: " + e));
        }
      }
    }
  }

  private void times() {
    found.fact("timestamp.start", utc(remains.oldest()), "the oldest time of a file in " + what);
    found.fact("timestamp.end", utc(remains.newest()), "the newest time of a file in " + what);
  }

  private static LocalDateTime utc(Instant time) {
    return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
  }

  private Instant time(String field) {
    return found.fact(field) instanceof Found.Fact(LocalDateTime time, var why)
        ? time.toInstant(ZoneOffset.UTC)
        : remains.oldest();
  }

  /// The sources look only into the folder itself.
  private Session session(RunFolder run, Instant start) {
    var narrow =
        new Plan(
            List.of(),
            folder,
            folder,
            plan.outputs(),
            plan.name(),
            null,
            null,
            null,
            List.of(),
            List.of(),
            true,
            Map.of(),
            plan.settings());
    var from = start.isBefore(remains.oldest()) ? start : remains.oldest();
    var session = new Session(narrow, then(), redactor, run.path(), from.minusSeconds(1));
    session.ended();
    return session;
  }

  /// The world with its clock at the end: what a log says is not of today.
  private World then() {
    return new World(
        world.out(),
        world.err(),
        world.childStreams(),
        world.terminals(),
        world.width(),
        world.env(),
        world.cwd(),
        world.home(),
        Clock.fixed(remains.newest(), world.clock().getZone()));
  }

  private @Nullable Object told(String field) {
    var fact = found.fact(field);
    if (fact == null) {
      return null;
    }
    inferred.add(new Capture.Gap(field, redactor.text(fact.why())));
    return fact.value();
  }

  private Run record(RunFolder run, Fold fold, List<Capture.SourceReport> reports) {
    var status = told("status");
    var command = command(status);
    var commit = told("git.commit");
    var log = run.file("train.log");
    var manifest = Assembly.hash(run, ARTIFACTS);
    return new Run(
        Run.SCHEMA,
        run.id(),
        plan.name(),
        status == null ? Status.LOST : Status.valueOf(status.toString().toUpperCase(Locale.ROOT)),
        command,
        timestamp(),
        commit == null ? null : git(commit.toString(), told("git.branch")),
        fold.parameters.section(Assembly.resolved(fold, redactor)),
        fold.data(),
        fold.details(Observation.Section.ENVIRONMENT),
        fold.seeds.section(false, null, Map.of()),
        fold.metrics.last(),
        fold.metrics.summaries(),
        fold.artifacts.section(Files.exists(log) ? Assembly.relative(plan.project(), log) : null),
        manifest == null ? null : ARTIFACTS,
        manifest,
        new LinkedHashMap<>(),
        null,
        plan.group(),
        plan.tags(),
        plan.hypothesis(),
        List.of(),
        new Capture(Run.VERSION, null, reports, missing(fold, command, commit), null, inferred));
  }

  private Command command(@Nullable Object status) {
    var argv = told("command.argv") instanceof List<?> words ? words : List.of();
    var cwd = told("command.cwd");
    var host = told("command.host");
    if (cwd == null) {
      inferred.add(new Capture.Gap("command.cwd", "the project of the adopted folder"));
    }
    return new Command(
        redactor.argv(argv.stream().map(String::valueOf).toList()),
        null,
        cwd == null ? plan.project().toString() : cwd.toString(),
        null,
        null,
        host == null ? null : host.toString(),
        null,
        null,
        null,
        null,
        null,
        "unknown",
        status == null
            ? "adopted from " + what + ": nothing there says how the run ended"
            : "adopted from " + what,
        List.of());
  }

  private Timestamp timestamp() {
    var zone = world.clock().getZone();
    var start = time("timestamp.start");
    var end = time("timestamp.end");
    told("timestamp.start");
    told("timestamp.end");
    return new Timestamp(
        Times.text(start.atZone(zone).toOffsetDateTime()),
        Times.text(end.atZone(zone).toOffsetDateTime()),
        Times.rounded(Math.max(0, Duration.between(start, end).toMillis() / 1e3)));
  }

  private static Git git(String commit, @Nullable Object branch) {
    var name = branch == null ? null : branch.toString();
    return new Git(commit, null, null, name, null, null, null, List.of(), List.of(), List.of());
  }

  private List<Capture.Gap> missing(Fold fold, Command command, @Nullable Object commit) {
    var branch = found.fact("git.branch");
    var missing = new ArrayList<>(fold.gaps());
    var fields = new ArrayList<>(UNKNOWN);
    if (command.argv().isEmpty()) {
      fields.add("command.argv");
    }
    if (commit == null) {
      fields.add("git.commit");
    }
    if (branch == null) {
      fields.add("git.branch");
    }
    fields.forEach(
        field -> missing.add(new Capture.Gap(field, "nobody recorded the run when it ran")));
    return missing;
  }
}
