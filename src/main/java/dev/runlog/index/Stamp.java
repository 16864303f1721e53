package dev.runlog.index;

import java.io.File;

/// What tells that a file is still the one that was read: its time of change in milliseconds since
/// the epoch.
final class Stamp {
  private static final long RACY_MS = 2000;

  /// The stamp of a file that is written to as it is read, or was a moment ago: it fits no later
  /// look, because another change within the same tick of the clock would not show.
  static final long UNSETTLED = -1;

  /// What says that there is no such file.
  static final long NONE = 0;

  private Stamp() {}

  static long of(String file) {
    return new File(file).lastModified();
  }

  /// The stamp to keep for a file that is read now.
  static long asOfNow(long stamp) {
    return System.currentTimeMillis() - stamp < RACY_MS ? UNSETTLED : stamp;
  }
}
