package dev.runlog.launch;

import dev.runlog.model.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Starts a command so that it runs as it would without runlog, while all it prints also goes to
/// a log.
public final class Launch {
  private Launch() {}

  /// What to start: `env` is the whole environment; `log` is appended to.
  public record Spec(List<String> argv, Path cwd, Map<String, String> env, Path log, World world) {}

  /// Does what takes long and needs no command, in the background: best called before the work
  /// that comes before [#start].
  public static void prepare(World world) {
    if (world.isTerminal(1) || world.isTerminal(2)) {
      Thread.ofPlatform().daemon().name("terminal").start(TerminalControl::get);
    }
  }

  /// Starts the command. From here on this process passes its signals on and no longer dies of
  /// them.
  ///
  /// @throws dev.runlog.model.Problem with exit code 127 or 126 if the command is not found or
  ///     cannot be executed
  public static Child start(Spec spec) throws IOException {
    Program.check(spec.argv().getFirst(), spec.cwd(), spec.env());
    var signals = Signals.install();
    try {
      return Running.start(spec, signals);
    } catch (IOException e) {
      signals.detach();
      throw e;
    }
  }
}
