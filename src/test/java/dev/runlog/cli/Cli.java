package dev.runlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.json.Json;
import dev.runlog.model.World;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// The real program in this process, in a project and a home of its own.
public final class Cli {
  public final Path project;
  public final Map<String, String> env = new HashMap<>();
  private final Path home;
  private int width = 100;
  private Clock clock = Clock.system(ZoneId.systemDefault());

  /// What a call printed and returned; `childOut` and `childErr` are the command's own.
  public record Result(int code, String out, String err, String childOut, String childErr) {}

  public Cli(Path folder) {
    project = makeDirectory(folder.resolve("project"));
    home = makeDirectory(folder.resolve("home"));
    env.putAll(System.getenv());
    env.keySet()
        .removeIf(
            name ->
                name.startsWith("GIT_") || name.startsWith("RUNLOG_") || name.startsWith("SLURM_"));
    env.put("HOME", home.toString());
    env.put("XDG_CACHE_HOME", home.resolve("cache").toString());
    env.put("XDG_STATE_HOME", home.resolve("state").toString());
    env.put("GIT_CONFIG_GLOBAL", home.resolve("gitconfig").toString());
    env.put("GIT_CONFIG_NOSYSTEM", "1");
    write(
        home.resolve("gitconfig"),
        "[user]\n\tname = t\n\temail = t@example.org\n[init]\n\tdefaultBranch = main\n");
  }

  public Result runlog(String... args) {
    return runlogIn(project, args);
  }

  public Result runlogIn(Path cwd, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    try {
      var childOut = File.createTempFile("out", null, home.toFile());
      var childErr = File.createTempFile("err", null, home.toFile());
      var world =
          new World(
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              new World.ChildStreams(
                  ProcessBuilder.Redirect.from(new File("/dev/null")),
                  ProcessBuilder.Redirect.appendTo(childOut),
                  ProcessBuilder.Redirect.appendTo(childErr)),
              Set.of(),
              width,
              Map.copyOf(env),
              cwd,
              home,
              clock);
      int code = Main.run(world, args);
      return new Result(
          code,
          out.toString(StandardCharsets.UTF_8),
          err.toString(StandardCharsets.UTF_8),
          Files.readString(childOut.toPath()),
          Files.readString(childErr.toPath()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// From the third look on, the clock is so much behind what it was before.
  public void jumpBack(Duration jump) {
    var real = Clock.system(ZoneId.systemDefault());
    var looks = new AtomicInteger();
    InstantSource jumping =
        () -> looks.getAndIncrement() < 2 ? real.instant() : real.instant().minus(jump);
    clock = jumping.withZone(real.getZone());
  }

  /// Writes a file of the project.
  public Path file(String name, String text) {
    return write(project.resolve(name), text);
  }

  /// Makes the project a Git repository with everything committed.
  public Cli committed() {
    sh("git init -q . && git add -A && git commit -q --allow-empty -m start");
    return this;
  }

  /// Runs a shell command in the project; its output must be wanted, its failure is the test's.
  public String sh(String command) {
    try {
      var builder =
          new ProcessBuilder("sh", "-c", command)
              .directory(project.toFile())
              .redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().putAll(env);
      var process = builder.start();
      var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(command + "\n" + text).isZero();
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The run folders, newest last.
  public List<Path> runs() {
    var folders =
        project.resolve("outputs").toFile().listFiles(f -> new File(f, "run.json").exists());
    return folders == null ? List.of() : Arrays.stream(folders).map(File::toPath).sorted().toList();
  }

  /// The only run's folder.
  public Path onlyRun() {
    assertThat(runs()).hasSize(1);
    return runs().getFirst();
  }

  /// The record in a run folder, checked against the published schema.
  public static Map<String, Object> record(Path folder) {
    try {
      var text = Files.readString(folder.resolve("run.json"));
      Schema.check(text);
      return Json.readObject(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A field of a record by its dotted path.
  public static Object field(Map<String, Object> record, String path) {
    Object at = record;
    for (var key : path.split("\\.")) {
      assertThat(at).as(path).isInstanceOf(Map.class);
      assertThat(((Map<?, ?>) at).keySet().contains(key)).as(path).isTrue();
      at = ((Map<?, ?>) at).get(key);
    }
    return at;
  }

  private static Path makeDirectory(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
