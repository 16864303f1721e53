package dev.runlog.capture.git;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `git` program, started so that it asks nothing, runs no hook or monitor, writes nothing to
/// the user's repository, and prints the same whatever the user's settings are.
final class Program {
  private static final Set<String> KEPT =
      Set.of(
          "GIT_DIR",
          "GIT_WORK_TREE",
          "GIT_INDEX_FILE",
          "GIT_COMMON_DIR",
          "GIT_OBJECT_DIRECTORY",
          "GIT_ALTERNATE_OBJECT_DIRECTORIES",
          "GIT_CEILING_DIRECTORIES",
          "GIT_DISCOVERY_ACROSS_FILESYSTEM",
          "GIT_EXEC_PATH",
          "GIT_ATTR_NOSYSTEM",
          "GIT_SHALLOW_FILE");
  private static final Map<String, String> QUIET =
      Map.of(
          "LC_ALL", "C",
          "GIT_OPTIONAL_LOCKS", "0",
          "GIT_TERMINAL_PROMPT", "0",
          "GIT_NO_REPLACE_OBJECTS", "1",
          "GIT_NO_LAZY_FETCH", "1",
          "GIT_ALLOW_PROTOCOL", "none");
  private static final List<String> OPTIONS =
      List.of(
          "--no-pager",
          "-c",
          "core.fsmonitor=false",
          "-c",
          "core.hooksPath=/dev/null",
          "-c",
          "diff.orderFile=/dev/null");

  private final Path executable;
  private final Path cwd;
  private final Map<String, String> env;
  private final List<String> options;
  private final Deadline deadline;

  private Program(
      Path executable, Path cwd, Map<String, String> env, List<String> options, Deadline deadline) {
    this.executable = executable;
    this.cwd = cwd;
    this.env = env;
    this.options = options;
    this.deadline = deadline;
  }

  /// The program that the user's PATH names, to be run in `cwd`.
  static Program find(Map<String, String> userEnv, Path cwd, Deadline deadline) throws GitFailure {
    var env = new HashMap<>(userEnv);
    env.keySet().removeIf(Program::isForgotten);
    env.putAll(QUIET);
    for (var dir : userEnv.getOrDefault("PATH", "/usr/bin:/bin").split(File.pathSeparator, -1)) {
      var candidate = cwd.resolve(dir).resolve("git");
      if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return new Program(candidate, cwd, env, OPTIONS, deadline);
      }
    }
    throw new GitFailure("there is no git program on the PATH");
  }

  private static boolean isForgotten(String name) {
    return name.startsWith("GIT_") && !name.startsWith("GIT_CONFIG") && !KEPT.contains(name);
  }

  Program with(String variable, String value) {
    var changed = new HashMap<>(env);
    changed.put(variable, value);
    return new Program(executable, cwd, changed, options, deadline);
  }

  Program with(List<String> furtherOptions) {
    var all = new ArrayList<>(options);
    all.addAll(furtherOptions);
    return new Program(executable, cwd, env, all, deadline);
  }

  Program until(Deadline later) {
    return new Program(executable, cwd, env, options, later);
  }

  Path cwd() {
    return cwd;
  }

  Deadline deadline() {
    return deadline;
  }

  @Nullable String variable(String name) {
    return env.get(name);
  }

  /// Starts one command with its standard streams as pipes.
  Process start(List<String> arguments) throws GitFailure {
    var command = new ArrayList<String>();
    command.add(executable.toString());
    command.addAll(options);
    command.addAll(arguments);
    var builder = new ProcessBuilder(command);
    // A folder whose name is not UTF-8 cannot be named to ProcessBuilder, only inherited.
    if (!cwd.equals(Path.of("").toAbsolutePath())) {
      builder.directory(cwd.toFile());
    }
    // An unchanged value stays the bytes it is; one that went through a String may not.
    var own = builder.environment();
    own.keySet().retainAll(env.keySet());
    for (var entry : env.entrySet()) {
      if (!entry.getValue().equals(own.get(entry.getKey()))) {
        own.put(entry.getKey(), entry.getValue());
      }
    }
    try {
      return builder.start();
    } catch (IOException e) {
      throw new GitFailure("git could not be started: " + e.getMessage());
    }
  }

  <T> Call<T> call(Call.Reader<T> reader, String... arguments) throws GitFailure {
    return call(null, reader, List.of(arguments));
  }

  /// Starts one command; `writer` feeds its standard input, `reader` takes its standard output.
  <T> Call<T> call(Call.@Nullable Writer writer, Call.Reader<T> reader, List<String> arguments)
      throws GitFailure {
    return new Call<>(name(arguments), start(arguments), deadline, writer, reader);
  }

  private static String name(List<String> arguments) {
    return arguments.getFirst();
  }
}
