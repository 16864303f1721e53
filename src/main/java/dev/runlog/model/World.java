package dev.runlog.model;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/// The machine as the program may see it, so that tests build their own and run side by side.
public record World(
    PrintStream out,
    PrintStream err,
    ChildStreams childStreams,
    Set<Integer> terminals,
    int width,
    Map<String, String> env,
    Path cwd,
    Path home,
    Clock clock) {

  /// Where the child's own streams go: inherited in the program, files in tests.
  public record ChildStreams(
      ProcessBuilder.Redirect in, ProcessBuilder.Redirect out, ProcessBuilder.Redirect err) {}

  /// Whether file descriptor `fd` (0, 1 or 2) is a terminal.
  public boolean isTerminal(int fd) {
    return terminals.contains(fd);
  }

  /// The folder for what can be deleted and rebuilt.
  public Path cache() {
    var xdg = env.get("XDG_CACHE_HOME");
    return (xdg == null || xdg.isEmpty() ? home.resolve(".cache") : Path.of(xdg)).resolve("runlog");
  }

  /// The folder for what must be kept between runs.
  public Path state() {
    var xdg = env.get("XDG_STATE_HOME");
    return (xdg == null || xdg.isEmpty() ? home.resolve(".local/state") : Path.of(xdg))
        .resolve("runlog");
  }
}
