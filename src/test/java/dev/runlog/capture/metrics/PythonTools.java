package dev.runlog.capture.metrics;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A Python environment with tensorboard and tensorboardX, made once per user and kept.
final class PythonTools {
  private static final String PACKAGES = "tensorboard tensorboardX";

  private PythonTools() {}

  /// The environment's interpreter.
  static Path python() throws Exception {
    var cache = cache();
    Files.createDirectories(cache);
    var folder = cache.resolve("venv-tensorboard");
    try (var lock =
            FileChannel.open(
                cache.resolve("venv-tensorboard.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var held = lock.lock()) {
      if (held.isValid() && !Files.exists(folder.resolve("complete"))) {
        run(cache, List.of("python3", "-m", "venv", "--clear", folder.toString()));
        var install = "./bin/python -m pip install -q --disable-pip-version-check " + PACKAGES;
        run(folder, List.of("sh", "-c", install));
        Files.createFile(folder.resolve("complete"));
      }
    }
    return folder.resolve("bin/python");
  }

  private static Path cache() {
    var xdg = System.getenv("XDG_CACHE_HOME");
    var base =
        xdg == null || xdg.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return base.resolve("runlog-test");
  }

  /// Runs a command to its good end and gives what it printed.
  static String run(Path folder, List<String> command) throws IOException, InterruptedException {
    var output = Files.createTempFile("runlog-test", ".out");
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(Map.of("PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION", "python"));
    var process = builder.start();
    boolean ended = process.waitFor(300, TimeUnit.SECONDS);
    process.destroyForcibly();
    var text = Files.readString(output);
    Files.delete(output);
    if (!ended || process.exitValue() != 0) {
      throw new AssertionError(command + " failed:\n" + text);
    }
    return text;
  }
}
