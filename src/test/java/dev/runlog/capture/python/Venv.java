package dev.runlog.capture.python;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/// Virtual environments for tests, kept under `target/` because making one takes seconds.
public final class Venv {
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

  /// The oldest and the newest Python that are present: installing for all of them takes too long.
  public static List<Python> oldestAndNewest() {
    var all = new ArrayList<>(Python.all());
    all.sort(java.util.Comparator.comparingInt(p -> Integer.parseInt(p.version().substring(2))));
    return List.of(all.getFirst(), all.getLast()).stream().distinct().toList();
  }

  /// A venv with these packages, kept in the user's cache under the name of its group; skips the
  /// test where they cannot be had.
  public static Python with(Python base, String group, String... packages)
      throws IOException, InterruptedException {
    return made(base, group, List.of("-m", "venv", "--clear"), packages);
  }

  /// The same on top of what the Python itself has.
  public static Python beside(Python base, String group, String... packages)
      throws IOException, InterruptedException {
    return made(base, group, List.of("-m", "venv", "--clear", "--system-site-packages"), packages);
  }

  private static synchronized Python made(
      Python base, String group, List<String> make, String... packages)
      throws IOException, InterruptedException {
    var cache = Files.createDirectories(cache());
    var folder = cache.resolve("venv-" + group + "-" + base.version());
    var python = new Python(folder.resolve("bin/python"), base.version());
    var done = folder.resolve("complete");
    var wanted = String.join(" ", packages);
    try (var channel =
            FileChannel.open(
                cache.resolve(group + base.version() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      if (lock.isValid() && !(Files.exists(done) && Files.readString(done).equals(wanted))) {
        var words = new ArrayList<>(make);
        words.add(folder.toString());
        var made = base.run(cache, Map.of(), words);
        Assumptions.assumeTrue(made.exit() == 0, "this Python cannot make a venv with pip");
        var install = new ArrayList<>(List.of("-m", "pip", "install", "-q"));
        install.addAll(List.of(packages));
        var installed = python.run(cache, Map.of(), install);
        Assumptions.assumeTrue(installed.exit() == 0, "not installed: " + installed.err());
        Files.writeString(done, wanted);
      }
    }
    return python;
  }

  /// The same beside the packages that the system's Python has.
  static synchronized Python onTopOf(Python base, String group, String... packages)
      throws IOException, InterruptedException {
    var cache = Files.createDirectories(cache());
    var folder = cache.resolve("venv-" + group + "-system");
    var python = new Python(folder.resolve("bin/python"), base.version());
    var done = folder.resolve("complete");
    if (!Files.exists(done)) {
      var words = List.of("-m", "venv", "--clear", "--system-site-packages", folder.toString());
      Assumptions.assumeTrue(
          base.run(cache, Map.of(), words).exit() == 0, "this Python cannot make a venv with pip");
      var install = new ArrayList<>(List.of("-m", "pip", "install", "-q"));
      install.addAll(List.of(packages));
      var installed = python.run(cache, Map.of(), install);
      Assumptions.assumeTrue(installed.exit() == 0, "not installed: " + installed.err());
      Files.createFile(done);
    }
    return python;
  }

  private static Path cache() {
    var xdg = System.getenv("XDG_CACHE_HOME");
    var base =
        xdg == null || xdg.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return base.resolve("runlog-test");
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
