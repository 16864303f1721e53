package dev.runlog.capture.metrics;

/// Takes terminal control sequences out of a line.
final class Ansi {
  private static final char ESCAPE = '\u001b';
  private static final char BELL = '\u0007';

  private Ansi() {}

  static String strip(String line) {
    if (line.indexOf(ESCAPE) < 0) {
      return line;
    }
    var out = new StringBuilder(line.length());
    int i = 0;
    while (i < line.length()) {
      if (line.charAt(i) == ESCAPE) {
        i = behind(line, i + 1);
      } else {
        out.append(line.charAt(i++));
      }
    }
    return out.toString();
  }

  /// Behind the sequence whose introducer stands at `at`.
  private static int behind(String line, int at) {
    if (at >= line.length()) {
      return at;
    }
    int i = at + 1;
    if (line.charAt(at) == '[') {
      while (i < line.length() && (line.charAt(i) < '@' || line.charAt(i) > '~')) {
        i++;
      }
      return Math.min(line.length(), i + 1);
    }
    if (line.charAt(at) == ']') {
      while (i < line.length() && line.charAt(i) != BELL && line.charAt(i) != ESCAPE) {
        i++;
      }
      return i < line.length() && line.charAt(i) == BELL ? i + 1 : i;
    }
    return i;
  }
}
