package dev.runlog.capture.metrics;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.capture.Source;
import dev.runlog.model.Observation;
import java.io.IOException;
import java.time.Duration;

/// Metrics that the program prints, read from train.log while it grows.
public final class StdoutSource implements Source {
  private static final Duration PAUSE = Duration.ofMillis(150);
  private static final Duration FLOODED = Duration.ofSeconds(2);
  private static final Duration BUSY = Duration.ofMillis(20);
  private static final long MAX_BEHIND = 2 << 20;
  private static final long LAST_OF_FLOOD = 8 << 10;

  @Override
  public String name() {
    return "stdout";
  }

  @Override
  public void during(Setting setting, Sink sink) throws Exception {
    var printed = new PrintedByPrograms(setting, sink);
    try (var log =
        new LogTail(
            setting.folder().resolve("train.log"), MAX_BEHIND, printed::look, printed::line)) {
      printed.of(log);
      var pause = PAUSE;
      while (!setting.awaitEnd(pause)) {
        printed.look();
        pause = read(log) ? PAUSE : FLOODED;
      }
      if (log.passOver() || log.skipped() > 0) {
        log.skipTo(LAST_OF_FLOOD);
      }
      log.read(MAX_BEHIND);
      log.end();
      printed.end();
      gaps(log, printed, sink);
    }
  }

  /// A part at a time, and false for nothing of what comes too fast to be followed: a flood of
  /// output needs the processor for who prints it.
  private static boolean read(LogTail log) throws IOException {
    if (log.passOver()) {
      return false;
    }
    long until = System.nanoTime() + BUSY.toNanos();
    while (log.read(1) > 0 && System.nanoTime() < until) {
      // the next part
    }
    return true;
  }

  @Override
  public void settle(Setting setting, Sink sink) throws Exception {
    during(setting, sink);
  }

  private static void gaps(LogTail log, PrintedByPrograms printed, Sink sink) {
    if (log.skipped() > 0) {
      sink.accept(gap(log.skipped() + " bytes of output were not searched: it came too fast"));
    }
    if (log.wasCut()) {
      sink.accept(gap("train.log was cut off or replaced by something else during the run"));
    }
    if (printed.full()) {
      sink.accept(gap("the output names more metrics than are kept"));
    }
  }

  private static Observation.Gap gap(String why) {
    return new Observation.Gap("metrics", why);
  }
}
