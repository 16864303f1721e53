package dev.runlog.data;

/// How far the reading of data is, in words.
public final class ProgressLine {
  private static final int WIDTH = 30;

  private ProgressLine() {}

  /// `runlog: data [######      ] 1.2 of 6.0 GB, 310 MB/s, 0:15 left`.
  public static String text(long done, long total, long nanos) {
    long most = Math.max(1, Math.max(done, total));
    int full = (int) (WIDTH * ((double) done / most));
    double rate = done / Math.max(1e-3, nanos / 1e9);
    var bar = "#".repeat(full) + " ".repeat(WIDTH - full);
    return "runlog: data ["
        + bar
        + "] "
        + gigabytes(done)
        + " of "
        + gigabytes(most)
        + " GB, "
        + Math.round(rate / 1e6)
        + " MB/s"
        + left(most - done, rate);
  }

  private static String left(long bytes, double rate) {
    if (rate < 1) {
      return "";
    }
    long seconds = (long) Math.ceil(bytes / rate);
    var rest = (seconds % 60 < 10 ? "0" : "") + seconds % 60;
    return seconds < 3600
        ? ", " + seconds / 60 + ":" + rest + " left"
        : ", " + seconds / 3600 + " h " + seconds / 60 % 60 + " min left";
  }

  private static double gigabytes(long bytes) {
    return Math.round(bytes / 1e7) / 100.0;
  }
}
