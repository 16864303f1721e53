package dev.runlog.capture.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/// Virtual environments for tests, kept under `target/` because making one takes seconds.
final class Venv {
  private static final Path HOME = Path.of("target/venvs").toAbsolutePath();

  private Venv() {}

  static synchronized Python of(Python base, String name) throws IOException, InterruptedException {
    var folder = HOME.resolve(name + "-" + base.version());
    var python = new Python(folder.resolve("bin/python"), base.version());
    var done = folder.resolve("complete");
    if (!Files.exists(done)) {
      Files.createDirectories(HOME);
      var made = base.run(HOME, Map.of(), List.of("-m", "venv", "--clear", folder.toString()));
      Assumptions.assumeTrue(made.exit() == 0, "this Python cannot make a venv with pip");
      Files.createFile(done);
    }
    return python;
  }

  /// A venv with NumPy; skips the test where no package index can be reached.
  static synchronized Python withNumpy(Python base) throws IOException, InterruptedException {
    var python = of(base, "numpy");
    if (python.run(HOME, Map.of(), List.of("-c", "import numpy")).exit() != 0) {
      var install = List.of("-m", "pip", "install", "-q", "--only-binary", ":all:", "numpy");
      var installed = python.run(HOME, Map.of(), install);
      Assumptions.assumeTrue(installed.exit() == 0, "no package index");
    }
    return python;
  }
}
