package dev.runlog.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.json.Json;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// The packaged launcher, as a user calls it, in a project and a home of its own.
final class Packaged {
  static final Path LAUNCHER = Path.of("target/runlog/bin/runlog").toAbsolutePath();

  final Path project;
  final Map<String, String> env = new java.util.HashMap<>();
  private final Path folder;

  /// What a call printed and returned.
  record Result(int code, String out, String err) {}

  Packaged(Path folder) throws IOException {
    assertThat(LAUNCHER).as("made by the package phase").isExecutable();
    this.folder = folder;
    project = Files.createDirectories(folder.resolve("project"));
    env.putAll(System.getenv());
    env.keySet().removeIf(name -> name.startsWith("GIT_") || name.startsWith("RUNLOG_"));
    env.put("HOME", Files.createDirectories(folder.resolve("home")).toString());
    env.remove("XDG_CACHE_HOME");
    env.remove("XDG_STATE_HOME");
  }

  /// Starts runlog with its output in files.
  Running start(String... args) throws IOException {
    var command = new ArrayList<String>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(args));
    return startCommand(command);
  }

  Running startCommand(List<String> command) throws IOException {
    var out = File.createTempFile("out", null, folder.toFile());
    var err = File.createTempFile("err", null, folder.toFile());
    var builder = new ProcessBuilder(command).directory(project.toFile());
    builder.redirectInput(new File("/dev/null")).redirectOutput(out).redirectError(err);
    builder.environment().clear();
    builder.environment().putAll(env);
    return new Running(builder.start(), out.toPath(), err.toPath());
  }

  /// A call under way.
  record Running(Process process, Path out, Path err) {
    Result await() throws IOException, InterruptedException {
      assertThat(process.waitFor(Duration.ofMinutes(2))).as("ended").isTrue();
      return new Result(
          process.exitValue(),
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    }
  }

  Result runlog(String... args) throws IOException, InterruptedException {
    return start(args).await();
  }

  Path file(String name, String text) throws IOException {
    Files.createDirectories(project.resolve(name).getParent());
    return Files.writeString(project.resolve(name), text);
  }

  List<Path> runs() {
    var folders = project.resolve("outputs").toFile().listFiles(File::isDirectory);
    return folders == null ? List.of() : Arrays.stream(folders).map(File::toPath).sorted().toList();
  }

  static Map<String, Object> record(Path run) throws IOException {
    return Json.readObject(Files.readString(run.resolve("run.json")));
  }

  /// Waits for something to become true, not for a time.
  static void until(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for " + what).isLessThan(end);
      Thread.onSpinWait();
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
  }

  static boolean contains(Path file, String text) {
    try {
      return Files.exists(file)
          && Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      return false;
    }
  }
}
