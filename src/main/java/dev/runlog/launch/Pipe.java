package dev.runlog.launch;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.Optional;

/// A pipe into a [Tee]. Our own end of it stays open until [#release], so that the tee ends after
/// the command.
record Pipe(Tee tee) implements Stream {

  static Pipe open(int fd, Launch.Spec spec) throws IOException {
    return new Pipe(Tee.start(fd, Redirect.PIPE, spec.log(), spec.world()));
  }

  @Override
  public Redirect sink() {
    return Redirect.appendTo(Linux.standardInputOf(tee.pid()).toFile());
  }

  @Override
  public void release() {
    tee.release();
  }

  @Override
  public void await(Duration atMost) throws InterruptedException {
    tee.await(atMost);
  }

  @Override
  public Optional<String> trouble() {
    return tee.hasFailed()
        ? Optional.of("tee could not write all of the output")
        : Optional.empty();
  }
}
