package dev.runlog.capture.metrics;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A number as it stands in a line, from `start` to `end`: the unit is behind it. `value` has a
/// percent sign already taken into account. A `ratio` is `9913/10000`.
record Numeral(int start, int end, double value, boolean fraction, boolean cost, boolean ratio) {
  private static final Set<String> COST_UNITS =
      Set.of(
          "s",
          "ms",
          "us",
          "ns",
          "sec",
          "secs",
          "second",
          "seconds",
          "min",
          "mins",
          "minutes",
          "h",
          "hr",
          "hrs",
          "hours",
          "it/s",
          "s/it",
          "tok/s",
          "gb",
          "gib",
          "mb",
          "mib",
          "kb",
          "kib",
          "g",
          "m",
          "k",
          "b",
          "mb/s",
          "kb/s",
          "gb/s",
          "img/s",
          "samples/s",
          "w",
          "ms/step",
          "bytes");

  /// The number at `at`, or null where there is none that stands by itself.
  static @Nullable Numeral at(String line, int at) {
    int end = digits(line, at);
    if (end < 0) {
      return word(line, at);
    }
    var text = line.substring(at, end);
    double value;
    try {
      value = Double.parseDouble(text.indexOf(',') < 0 ? text : text.replace(",", ""));
    } catch (NumberFormatException e) {
      return null;
    }
    var ratio = ratio(line, at, end, value);
    if (ratio != null) {
      return ratio;
    }
    boolean fraction = text.indexOf('.') >= 0 || text.indexOf('e') > 0 || text.indexOf('E') > 0;
    return unit(line, at, end, value, fraction);
  }

  /// Where the digits of a number that starts at `at` end; -1 where none does.
  private static int digits(String s, int at) {
    int i = at;
    if (i < s.length() && (s.charAt(i) == '-' || s.charAt(i) == '+')) {
      i++;
    }
    int from = i;
    i = integer(s, i);
    if (i < s.length() && s.charAt(i) == '.' && (i > from || digit(s, i + 1))) {
      int behind = i + 1;
      while (digit(s, behind)) {
        behind++;
      }
      i = behind > i + 1 || (!letter(s, behind) && i > from) ? behind : i;
      if (s.charAt(i - 1) == '.' && (i == s.length() || s.charAt(i) == ' ')) {
        i--;
      }
    }
    if (i == from) {
      return -1;
    }
    if (i < s.length() && (s.charAt(i) == 'e' || s.charAt(i) == 'E')) {
      int e = i + 1;
      e += e < s.length() && (s.charAt(e) == '-' || s.charAt(e) == '+') ? 1 : 0;
      if (digit(s, e)) {
        while (digit(s, e)) {
          e++;
        }
        i = e;
      }
    }
    return i;
  }

  /// Digits, with commas only where they set off thousands.
  private static int integer(String s, int at) {
    int i = at;
    while (digit(s, i)) {
      i++;
    }
    int comma = i;
    while (comma - at <= 15
        && comma < s.length()
        && comma > at
        && s.charAt(comma) == ','
        && digit(s, comma + 1)
        && digit(s, comma + 2)
        && digit(s, comma + 3)
        && !digit(s, comma + 4)) {
      comma += 4;
    }
    return i - at <= 3 ? comma : i;
  }

  private static @Nullable Numeral ratio(String s, int start, int slash, double value) {
    if (slash >= s.length() || s.charAt(slash) != '/') {
      return null;
    }
    int end = slash + 1;
    while (digit(s, end)) {
      end++;
    }
    if (end == slash + 1 || end - slash > 15 || !ends(s, end)) {
      return null;
    }
    long total = Long.parseLong(s, slash + 1, end, 10);
    return total == 0 ? null : new Numeral(start, end, value / total, true, false, true);
  }

  private static @Nullable Numeral word(String s, int at) {
    int sign = at < s.length() && (s.charAt(at) == '-' || s.charAt(at) == '+') ? 1 : 0;
    for (var word : new String[] {"nan", "infinity", "inf"}) {
      int end = at + sign + word.length();
      if (s.regionMatches(true, at + sign, word, 0, word.length()) && !wordAt(s, end)) {
        double value = word.equals("nan") ? Double.NaN : Double.POSITIVE_INFINITY;
        return new Numeral(at, end, s.charAt(at) == '-' ? -value : value, true, false, false);
      }
    }
    return null;
  }

  private static @Nullable Numeral unit(
      String s, int start, int end, double value, boolean fraction) {
    int i = end;
    boolean apart = i < s.length() && s.charAt(i) == ' ';
    i += apart ? 1 : 0;
    if (i < s.length() && s.charAt(i) == '%') {
      boolean more = wordAt(s, i + 1) || s.startsWith("|", i + 1);
      return more ? null : new Numeral(start, i + 1, value / 100, true, false, false);
    }
    int from = i;
    while (i < s.length() && (letter(s, i) || (s.charAt(i) == '/' && letter(s, i + 1)))) {
      i++;
    }
    if (i > from) {
      boolean cost = COST_UNITS.contains(s.substring(from, i).toLowerCase(Locale.ROOT));
      boolean key = i < s.length() && (":=_".indexOf(s.charAt(i)) >= 0 || wordAt(s, i));
      if (cost && !key) {
        return new Numeral(start, i, value, fraction, true, false);
      }
      return apart ? new Numeral(start, end, value, fraction, false, false) : null;
    }
    return ends(s, end) ? new Numeral(start, end, value, fraction, false, false) : null;
  }

  /// Whether a number may end here: a path, a version, a date, a clock time go on.
  private static boolean ends(String s, int at) {
    if (at == s.length()) {
      return true;
    }
    char c = s.charAt(at);
    return switch (c) {
      case ' ', '\t', ',', ';', '|', ')', ']', '}', '\'', '"', '(', '±', '│', '┃', '•' -> true;
      case '.' -> at + 1 == s.length() || s.charAt(at + 1) == ' ';
      case ':' -> percent(s, at + 1);
      case '+' -> digit(s, at + 1) || s.startsWith("/-", at + 1) || s.startsWith("-", at + 1);
      default -> c == Counters.MARK;
    };
  }

  /// Whether a progress bar follows: ` 10%`.
  private static boolean percent(String s, int at) {
    int i = at;
    while (i < s.length() && s.charAt(i) == ' ') {
      i++;
    }
    int from = i;
    while (digit(s, i)) {
      i++;
    }
    return i > from && i < s.length() && s.charAt(i) == '%';
  }

  static boolean digit(String s, int at) {
    return at < s.length() && s.charAt(at) >= '0' && s.charAt(at) <= '9';
  }

  static boolean letter(String s, int at) {
    return at < s.length() && Character.isLetter(s.charAt(at));
  }

  private static boolean wordAt(String s, int at) {
    return at < s.length() && (Character.isLetterOrDigit(s.charAt(at)) || s.charAt(at) == '_');
  }
}
