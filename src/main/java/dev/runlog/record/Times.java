package dev.runlog.record;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/// Times as the record writes them.
final class Times {
  private Times() {}

  /// 2026-02-01T16:30:45.123+01:00
  static String text(OffsetDateTime time) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.truncatedTo(ChronoUnit.MILLIS));
  }

  /// Seconds to the millisecond.
  static double rounded(double seconds) {
    return Math.round(seconds * 1000) / 1000.0;
  }
}
