package dev.runlog.store;

import java.util.Arrays;

/// One line of metrics.jsonl in the form in which [MetricsFile] writes it, read in place.
final class PointLine {
  private static final byte[] NAME = bytes("{\"name\":\"");
  private static final byte[] VALUE = bytes("\",\"value\":");
  private static final byte[] STEP = bytes(",\"step\":");
  private static final byte[] TIME = bytes(",\"time\":");
  private static final byte[] SOURCE = bytes(",\"source\":\"");
  private static final byte[] NULL = bytes("null");
  private static final double[] POWERS = new double[23];

  /// The length of the shortest line.
  static final int SHORTEST = 50;

  double value;
  double step;
  boolean hasStep;
  private int nameFrom;
  private int nameTo;
  private int sourceTo;
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

  /// Whether the bytes are such a line; its fields are then set.
  boolean read(byte[] line, int from, int to) {
    at = from;
    if (to - from < SHORTEST - 2
        || line[to - 1] != '}'
        || line[to - 2] != '"'
        || !skip(line, NAME)) {
      return false;
    }
    nameFrom = at;
    while (at < to && line[at] != '"') {
      if (line[at] == '\\') {
        return false;
      }
      at++;
    }
    nameTo = at;
    if (!skip(line, VALUE) || !number(line, to)) {
      return false;
    }
    value = step;
    if (!skip(line, STEP)) {
      return false;
    }
    hasStep = !skip(line, NULL);
    if (hasStep && !number(line, to)) {
      return false;
    }
    sourceTo = to - 2;
    return skip(line, TIME);
  }

  private boolean skip(byte[] line, byte[] text) {
    int end = at + text.length;
    if (end > line.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (line[at + i] != text[i]) {
        return false;
      }
    }
    at = end;
    return true;
  }

  /// Reads a number into `step`, to the last bit but one or better; false for those with too many
  /// digits or too large an exponent for this way.
  private boolean number(byte[] line, int to) {
    boolean negative = line[at] == '-';
    int i = negative ? at + 1 : at;
    long digits = 0;
    int start = i;
    int point = -1;
    for (; i < to; i++) {
      int c = line[i] - '0';
      if (c >= 0 && c <= 9) {
        digits = digits * 10 + c;
      } else if (line[i] == '.' && point < 0) {
        point = i;
      } else {
        break;
      }
    }
    int exponent = point < 0 ? 0 : point + 1 - i;
    if (i == start || i - start > 19) {
      return false;
    }
    at = i;
    if (i < to && (line[i] | 0x20) == 'e') {
      exponent += exponent(line, to);
    }
    if (digits < 0 || Math.abs(exponent) > 22) {
      return false;
    }
    double size = exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
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

  boolean isNamed(byte[] line, byte[] name) {
    return nameTo - nameFrom == name.length
        && Arrays.equals(line, nameFrom, nameTo, name, 0, name.length);
  }

  boolean hasSource(byte[] line, byte[] source) {
    int from = sourceTo - source.length;
    int field = from - SOURCE.length;
    return field > at
        && Arrays.equals(line, from, sourceTo, source, 0, source.length)
        && Arrays.equals(line, field, from, SOURCE, 0, SOURCE.length);
  }
}
