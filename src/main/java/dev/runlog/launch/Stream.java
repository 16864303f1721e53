package dev.runlog.launch;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.Optional;

/// The way of the command's output to one of our streams and to the log. Whatever the kind, the
/// bytes never flow through this process, so that nobody's output depends on its life.
sealed interface Stream permits Pipe, Pseudoterminal, Stream.Unlogged {

  /// Where the command's stream has to go.
  Redirect sink();

  /// Lets go of what we hold of it, once the command has ended.
  void release();

  /// Waits at most so long until everything has arrived.
  void await(Duration atMost) throws InterruptedException;

  /// At the end: why the log is not the whole output, if it is not.
  Optional<String> trouble();

  /// The kind of way that our stream `fd` (1 or 2) asks for.
  static Stream to(int fd, Launch.Spec spec) {
    try {
      return spec.world().isTerminal(fd) ? Pseudoterminal.open(fd, spec) : Pipe.open(fd, spec);
    } catch (IOException | RuntimeException | LinkageError e) {
      var streams = spec.world().childStreams();
      return new Unlogged(
          fd == 1 ? streams.out() : streams.err(),
          "does not have the command's output: " + e.getMessage());
    }
  }

  /// Straight to our stream, where there is no better way: the command must not notice.
  record Unlogged(Redirect sink, String why) implements Stream {
    @Override
    public void release() {}

    @Override
    public void await(Duration atMost) {}

    @Override
    public Optional<String> trouble() {
      return Optional.of(why);
    }
  }
}
