package dev.runlog.launch;

import dev.runlog.model.World;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A `tee` between the command and one of our streams, which goes on without us: it appends to
/// the log, and ends when the last process that could write to it has ended.
final class Tee {
  private static final String SCRIPT =
      "trap '' HUP INT QUIT USR1 USR2 TERM TSTP; exec \"$0\" -a -- \"$1\" ";
  private final Process process;

  private Tee(Process process) {
    this.process = process;
  }

  /// A tee from `source` to our stream `fd`, which is 1 or 2.
  static Tee start(int fd, Redirect source, Path log, World world) throws IOException {
    var tee = Program.tool("tee", world);
    if (tee == null) {
      throw new IOException("there is no tee in /usr/bin, /bin or on the PATH");
    }
    var streams = world.childStreams();
    var script = SCRIPT + (fd == 1 ? "2>/dev/null" : ">&2 2>/dev/null");
    return new Tee(
        new ProcessBuilder("/bin/sh", "-c", script, tee.toString(), log.toString())
            .redirectInput(source)
            .redirectOutput(fd == 1 ? streams.out() : Redirect.DISCARD)
            .redirectError(fd == 1 ? Redirect.DISCARD : streams.err())
            .start());
  }

  long pid() {
    return process.pid();
  }

  /// Closes our own end of the pipe.
  void release() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // the tee has ended before us
    }
  }

  /// Waits at most so long for the tee to end.
  void await(Duration atMost) throws InterruptedException {
    process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// Whether the tee has ended saying that something could not be read or written.
  boolean hasFailed() {
    return !process.isAlive() && process.exitValue() == 1;
  }
}
