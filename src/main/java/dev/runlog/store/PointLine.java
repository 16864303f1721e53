package dev.runlog.store;

import java.util.Arrays;

/// One line of metrics.jsonl in the form in which [MetricsFile] writes it, read in place.
final class PointLine {
  private static final byte[] STEP = bytes(",\"step\":");
  private static final byte[] TIME = bytes(",\"time\":");
  private static final byte[] NULL = bytes("null");
  private static final long MOST_DIGITS = 100_000_000_000_000_000L;
  private static final double[] POWERS = new double[23];

  double value;
  double step;
  boolean hasStep;
  private int at;

  static {
    double power = 1;
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = power;
      power *= 10;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  /// What a line of one metric and source begins with.
  static byte[] head(byte[] name) {
    return joined(bytes("{\"name\":\""), name, bytes("\",\"value\":"));
  }

  /// What such a line ends with.
  static byte[] tail(byte[] source) {
    return joined(bytes(",\"source\":\""), source, bytes("\"}\n"));
  }

  private static byte[] joined(byte[] a, byte[] b, byte[] c) {
    var joined = Arrays.copyOf(a, a.length + b.length + c.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    System.arraycopy(c, 0, joined, a.length + b.length, c.length);
    return joined;
  }

  /// Reads a line with this head and tail; returns where the next one begins, or -1 where this is
  /// another line or not all of it is there. Every byte is looked at, so that a torn line is never
  /// taken for a whole one.
  int read(byte[] lines, int from, int to, byte[] head, byte[] tail) {
    at = from;
    if (!skip(lines, to, head) || !number(lines, to)) {
      return -1;
    }
    value = step;
    if (!skip(lines, to, STEP)) {
      return -1;
    }
    hasStep = !skip(lines, to, NULL);
    if (hasStep && !number(lines, to) || !skip(lines, to, TIME)) {
      return -1;
    }
    while (at < to && lines[at] != ',' && lines[at] != '\n') {
      at++;
    }
    return skip(lines, to, tail) ? at : -1;
  }

  private boolean skip(byte[] lines, int to, byte[] text) {
    int end = at + text.length;
    if (end > to || !Arrays.equals(lines, at, end, text, 0, text.length)) {
      return false;
    }
    at = end;
    return true;
  }

  /// Reads a number into `step`, to the last bit but one or better; false for those with too many
  /// digits or too large an exponent for this way.
  private boolean number(byte[] line, int to) {
    boolean negative = at < to && line[at] == '-';
    int i = negative ? at + 1 : at;
    long digits = 0;
    int start = i;
    int exponent = 0;
    boolean isFraction = false;
    for (; i < to; i++) {
      int c = line[i] - '0';
      if (c >= 0 && c <= 9) {
        if (digits < MOST_DIGITS) {
          digits = digits * 10 + c;
          exponent -= isFraction ? 1 : 0;
        } else {
          exponent += isFraction ? 0 : 1;
        }
      } else if (line[i] == '.' && !isFraction) {
        isFraction = true;
      } else {
        break;
      }
    }
    if (i == start) {
      return false;
    }
    at = i;
    if (i < to && (line[i] | 0x20) == 'e') {
      exponent += exponent(line, to);
    }
    if (Math.abs(exponent) > 300) {
      return false;
    }
    double power =
        Math.abs(exponent) < POWERS.length
            ? POWERS[Math.abs(exponent)]
            : Math.pow(10, Math.abs(exponent));
    double size = exponent < 0 ? digits / power : digits * power;
    step = negative ? -size : size;
    return true;
  }

  private int exponent(byte[] line, int to) {
    int i = at + 1;
    boolean negative = i < to && line[i] == '-';
    i = i < to && (line[i] == '-' || line[i] == '+') ? i + 1 : i;
    int exponent = 0;
    for (; i < to && line[i] >= '0' && line[i] <= '9' && exponent < 1000; i++) {
      exponent = exponent * 10 + line[i] - '0';
    }
    at = i;
    return negative ? -exponent : exponent;
  }
}
