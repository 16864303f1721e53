package dev.runlog.capture;

import dev.runlog.data.ProgressLine;
import java.time.Duration;

/// How far the reading of data is, as one line of a terminal that is written again and again, but
/// only once the command has left the terminal to us, and after it was said what is waited for.
final class DataProgress implements AutoCloseable {
  private static final long PATIENCE = Duration.ofMillis(2300).toNanos();
  private static final long BETWEEN = Duration.ofMillis(200).toNanos();

  private final Setting setting;
  private final boolean terminal;
  private final long started = System.nanoTime();
  private long looked = started;
  private long ended = -1;
  private long total;
  private long done;
  private boolean shown;

  DataProgress(Setting setting) {
    this.setting = setting;
    this.terminal = setting.world().isTerminal(2);
  }

  synchronized void expect(long bytes) {
    total = bytes;
  }

  /// So many bytes more were read; from any thread.
  synchronized void read(long bytes) {
    done += bytes;
    long now = System.nanoTime();
    if (!terminal || now - looked < BETWEEN) {
      return;
    }
    looked = now;
    if (ended < 0 && hasEnded()) {
      ended = now;
    }
    if (ended >= 0 && now - ended >= PATIENCE) {
      shown = true;
      print("\r" + ProgressLine.text(done, total, now - started) + "\033[K");
    }
  }

  private boolean hasEnded() {
    try {
      return setting.awaitEnd(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void print(String text) {
    setting.world().err().print(text);
    setting.world().err().flush();
  }

  @Override
  public synchronized void close() {
    if (shown) {
      print("\r\033[K");
    }
  }
}
