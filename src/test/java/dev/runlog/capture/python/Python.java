package dev.runlog.capture.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Python interpreter of this machine, one for each version that is present.
public record Python(Path executable, String version) {
  private static final String ASK =
      "import sys; print(sys.executable, '%d.%d' % sys.version_info[:2], sep='\\n')";
  private static final List<Python> ALL = find();

  public static List<Python> all() {
    return ALL;
  }

  public static Python any() {
    return ALL.getFirst();
  }

  /// The interpreter of this name, null where there is none.
  public static @Nullable Python named(String name) {
    return ask(name).findFirst().orElse(null);
  }

  public boolean isAtLeast(int minor) {
    return Integer.parseInt(version.substring(2)) >= minor;
  }

  @Override
  public String toString() {
    return version;
  }

  private static List<Python> find() {
    var found = new LinkedHashMap<String, Python>();
    for (var candidate : candidates()) {
      ask(candidate)
          .filter(python -> python.version.startsWith("3.") && python.isAtLeast(8))
          .forEach(python -> found.putIfAbsent(python.version, python));
    }
    if (found.isEmpty()) {
      throw new IllegalStateException("these tests need a python3 on the path");
    }
    return List.copyOf(found.values());
  }

  private static List<String> candidates() {
    var candidates = new ArrayList<String>();
    candidates.add("python3");
    for (int minor = 8; minor < 20; minor++) {
      candidates.add("python3." + minor);
    }
    var root = System.getenv("PYENV_ROOT");
    var versions =
        (root == null ? Path.of(System.getProperty("user.home"), ".pyenv") : Path.of(root))
            .resolve("versions");
    if (Files.isDirectory(versions)) {
      try (var all = Files.list(versions)) {
        all.map(v -> v.resolve("bin/python").toString()).sorted().forEach(candidates::add);
      } catch (IOException e) {
        return candidates;
      }
    }
    return candidates;
  }

  private static Stream<Python> parsed(List<String> lines) {
    return lines.size() == 2
        ? Stream.of(new Python(Path.of(lines.get(0)), lines.get(1)))
        : Stream.empty();
  }

  private static Stream<Python> ask(String candidate) {
    try {
      var process =
          new ProcessBuilder(candidate, "-c", ASK)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      var lines = process.inputReader().readAllLines();
      process.waitFor(20, TimeUnit.SECONDS);
      return parsed(lines);
    } catch (IOException | InterruptedException e) {
      return Stream.empty();
    }
  }

  /// What a program printed and how it ended.
  public record Result(String out, String err, int exit) {}

  public Result run(Path cwd, Map<String, String> env, List<String> args)
      throws IOException, InterruptedException {
    var words = new ArrayList<String>();
    words.add(executable.toString());
    words.addAll(args);
    return run(words, cwd, env);
  }

  static Result run(List<String> words, Path cwd, Map<String, String> env)
      throws IOException, InterruptedException {
    var out = Files.createTempFile("out", "");
    var err = Files.createTempFile("err", "");
    try {
      var builder = new ProcessBuilder(words).directory(cwd.toFile());
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("PYTHON"));
      builder.environment().putAll(env);
      int exit = builder.start().waitFor();
      return new Result(Files.readString(out), Files.readString(err), exit);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
