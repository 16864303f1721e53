package dev.runlog.capture;

import dev.runlog.model.Observation;
import dev.runlog.model.World;
import dev.runlog.plan.Plan;
import dev.runlog.redact.Redactor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A run in folders of the test, of a command that ends when the test says so or that is a real
/// process; it keeps what sources observe.
public final class TestSetting implements Setting, Sink {
  private final Path project;
  private final Map<String, String> env = new HashMap<>();
  private final List<Observation> observed = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final Instant started = Instant.now();
  private Path folder;
  private Path cwd;
  private Path outputs;
  private Path home;
  private List<String> argv = List.of("true");
  private List<String> data = List.of();
  private Plan.Settings settings = Plan.Settings.DEFAULT;
  private @Nullable Process process;
  private volatile OptionalLong pid = OptionalLong.empty();

  /// With a run folder where runlog would make it.
  public TestSetting(Path project) throws IOException {
    this(project, Files.createDirectories(project.resolve("outputs/2026-01-01_1200_run")));
  }

  public TestSetting(Path project, Path folder) {
    this.project = project;
    this.folder = folder;
    this.cwd = project;
    this.outputs = project.resolve("outputs");
    this.home = project.resolve("home");
  }

  public TestSetting folder(Path path) {
    folder = path;
    return this;
  }

  public TestSetting cwd(Path path) {
    cwd = path;
    return this;
  }

  public TestSetting outputs(Path path) {
    outputs = path;
    return this;
  }

  public TestSetting home(Path path) {
    home = path;
    return this;
  }

  public TestSetting argv(String... words) {
    argv = List.of(words);
    return this;
  }

  public TestSetting data(String... paths) {
    data = List.of(paths);
    return this;
  }

  public TestSetting settings(Plan.Settings values) {
    settings = values;
    return this;
  }

  /// More variables for the world and the command.
  public TestSetting env(Map<String, String> variables) {
    env.putAll(variables);
    return this;
  }

  public TestSetting pid(long process) {
    pid = OptionalLong.of(process);
    return this;
  }

  public TestSetting end() {
    end.countDown();
    return this;
  }

  /// Runs a real command in the project; its output goes to the run folder.
  public TestSetting start(String... command) throws IOException {
    var builder = new ProcessBuilder(command).directory(project.toFile());
    builder.environment().putAll(env);
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("train.log").toFile());
    process = builder.start();
    process.onExit().thenRun(this::end);
    return pid(process.pid());
  }

  public Process process() {
    return Objects.requireNonNull(process);
  }

  /// Lets a source live through a run whose command has ended when `during` begins.
  public TestSetting run(Source source) throws Exception {
    source.before(this, this);
    end();
    source.during(this, this);
    source.after(this, this);
    return this;
  }

  /// The observed parameters by key.
  public Map<String, @Nullable Object> parameters() {
    var values = new LinkedHashMap<String, @Nullable Object>();
    observed(Observation.Parameter.class).forEach(p -> values.put(p.key(), p.value()));
    return values;
  }

  /// The values of a section's details, the later ones winning.
  public Map<String, @Nullable Object> details(Observation.Section section) {
    var values = new LinkedHashMap<String, @Nullable Object>();
    observed(Observation.Detail.class).stream()
        .filter(detail -> detail.section() == section)
        .forEach(detail -> values.put(detail.field(), detail.value()));
    return values;
  }

  /// Why something is missing, one line per gap.
  public List<String> gaps() {
    return observed(Observation.Gap.class).stream().map(g -> g.field() + ": " + g.why()).toList();
  }

  @Override
  public void accept(Observation observation) {
    observed.add(observation);
  }

  @Override
  public Plan plan() {
    return new Plan(
        argv,
        cwd,
        project,
        outputs,
        "run",
        null,
        null,
        null,
        List.of(),
        data,
        true,
        Map.copyOf(env),
        settings);
  }

  @Override
  public World world() {
    var nowhere = new PrintStream(OutputStream.nullOutputStream());
    var discard = ProcessBuilder.Redirect.DISCARD;
    var streams = new World.ChildStreams(ProcessBuilder.Redirect.PIPE, discard, discard);
    var clock = Clock.systemUTC();
    return new World(nowhere, nowhere, streams, Set.of(), 80, Map.copyOf(env), cwd, home, clock);
  }

  @Override
  public Redactor redactor() {
    return new Redactor(new byte[] {1}, Set.of());
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public Instant started() {
    return started;
  }

  @Override
  public OptionalLong pid() {
    return pid;
  }

  @Override
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    return end.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public List<Observation> observed() {
    return observed;
  }

  @Override
  public Map<String, String> childEnvironment() {
    return env;
  }
}
