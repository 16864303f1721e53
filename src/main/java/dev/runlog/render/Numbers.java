package dev.runlog.render;

import java.util.List;
import java.util.Locale;

/// Numbers as people read them.
public final class Numbers {
  private Numbers() {}

  /// Four significant digits, without an exponent where that is short: 0.943, 1.2e-05, 12345.
  public static String brief(double value) {
    return digits(value, 4);
  }

  /// As [#brief], with another number of significant digits; NaN and Infinity by name.
  static String digits(double value, int digits) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return Long.toString((long) value);
    }
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    var text = String.format(Locale.ROOT, "%." + digits + "g", value);
    return text.contains("e") || !text.contains(".") ? text : text.replaceFirst("\\.?0+$", "");
  }

  /// A difference with its sign: +0.005, -12.
  public static String signed(double difference) {
    return (difference > 0 ? "+" : "") + brief(difference);
  }

  /// 812 bytes, 25.3 GB.
  static String bytes(long bytes) {
    double size = bytes;
    int unit = 0;
    while (size >= 1000 && unit < 5) {
      size /= 1000;
      unit++;
    }
    var name = List.of("bytes", "kB", "MB", "GB", "TB", "PB").get(unit);
    return (unit == 0 ? Long.toString(bytes) : digits(size, 3)) + " " + name;
  }

  /// 450 ms, 10.2 s, 3 min 05 s, 2 h 15 min.
  public static String duration(double seconds) {
    if (seconds < 1) {
      return Math.round(seconds * 1000) + " ms";
    }
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
  }
}
