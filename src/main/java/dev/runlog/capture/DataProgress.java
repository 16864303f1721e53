package dev.runlog.capture;

import java.time.Duration;

/// How far the reading of data is, as one line of a terminal that is written again and again, but
/// only once the command has left the terminal to us, and after it was said what is waited for.
final class DataProgress implements AutoCloseable {
  private static final long PATIENCE = Duration.ofMillis(2300).toNanos();
  private static final long BETWEEN = Duration.ofMillis(200).toNanos();
  private static final int WIDTH = 30;

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
      print("\r" + line(done, total, now - started) + "\033[K");
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

  /// `runlog: data [######      ] 1.2 of 6.0 GB, 310 MB/s`.
  static String line(long done, long total, long nanos) {
    long most = Math.max(1, Math.max(done, total));
    int full = (int) (WIDTH * ((double) done / most));
    long rate = Math.round(done / 1e6 / Math.max(1e-3, nanos / 1e9));
    var bar = "#".repeat(full) + " ".repeat(WIDTH - full);
    return "runlog: data ["
        + bar
        + "] "
        + gigabytes(done)
        + " of "
        + gigabytes(most)
        + " GB, "
        + rate
        + " MB/s";
  }

  private static double gigabytes(long bytes) {
    return Math.round(bytes / 1e7) / 100.0;
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
