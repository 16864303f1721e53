package dev.runlog.capture.metrics;

import java.util.Set;

/// What loggers and launchers put before a message: time stamps, levels, names, ranks, pids.
final class LogPrefix {
  private static final Set<String> LEVELS =
      Set.of(
          "DEBUG",
          "INFO",
          "WARNING",
          "WARN",
          "ERROR",
          "CRITICAL",
          "FATAL",
          "NOTICE",
          "TRACE",
          "I",
          "W",
          "E",
          "D",
          "info",
          "warning",
          "debug",
          "LightGBM",
          "Info");

  private LogPrefix() {}

  /// Where the message starts.
  static int end(String line) {
    int at = 0;
    boolean logged = false;
    for (int round = 0; round < 8; round++) {
      int next = blanks(line, at);
      int end = one(line, next, logged);
      if (end <= next) {
        return at;
      }
      logged = true;
      at = end;
    }
    return at;
  }

  private static int one(String line, int at, boolean logged) {
    if (at >= line.length()) {
      return at;
    }
    return switch (line.charAt(at)) {
      case '[' -> bracket(line, at);
      case '(' -> {
        int close = line.indexOf(')', at);
        boolean near = close > 0 && close - at < 80;
        boolean place = logged && near && place(line.substring(at + 1, close));
        yield near && (place || line.substring(at, close).contains("pid=")) ? close + 1 : at;
      }
      case '|', '-', ':' -> logged ? separator(line, at) : at;
      default -> word(line, at, logged);
    };
  }

  private static int bracket(String line, int at) {
    int close = line.indexOf(']', at);
    if (close < 0 || close - at > 80) {
      return at;
    }
    var inside = line.substring(at + 1, close);
    if (line.startsWith("<stdout>:", close + 1) || line.startsWith("<stderr>:", close + 1)) {
      return close + 10;
    }
    int word = blanks(line, close + 1);
    boolean prefix =
        LEVELS.contains(inside.trim())
            || (word > close + 1 && stamp(line.substring(word, wordEnd(line, word))))
            || inside.startsWith("rank")
            || inside.startsWith("__")
            || stamped(inside)
            || dotted(inside);
    if (!prefix) {
      return at;
    }
    return close + (line.startsWith(":", close + 1) ? 2 : 1);
  }

  /// `trainer:464`, `main.py 221`.
  private static boolean place(String text) {
    int i = text.length();
    while (i > 0 && Numeral.digit(text, i - 1)) {
      i--;
    }
    return i > 1
        && i < text.length()
        && ": ".indexOf(text.charAt(i - 1)) >= 0
        && Counters.wordKind(text.substring(0, i - 1)) == null
        && text.chars().limit(i - 1).allMatch(c -> Character.isLetter(c) || "._:".indexOf(c) >= 0);
  }

  private static boolean stamped(String text) {
    for (int i = 2; i + 2 < text.length(); i++) {
      if (text.charAt(i) == ':'
          && Numeral.digit(text, i - 1)
          && Numeral.digit(text, i - 2)
          && Numeral.digit(text, i + 1)
          && Numeral.digit(text, i + 2)) {
        return !text.contains("poch");
      }
    }
    return false;
  }

  private static boolean dotted(String text) {
    return text.indexOf('.') > 0
        && text.chars().allMatch(c -> Character.isLetter(c) || "._".indexOf(c) >= 0);
  }

  /// `- name - `, `| name | ` after a stamp or a level.
  private static int separator(String line, int at) {
    char sign = line.charAt(at);
    int word = blanks(line, at + 1);
    int end = word;
    while (end < line.length()
        && (Character.isLetterOrDigit(line.charAt(end)) || "._".indexOf(line.charAt(end)) >= 0)) {
      end++;
    }
    int next = blanks(line, end);
    boolean named =
        sign != ':'
            && end > word
            && next > end
            && next < line.length()
            && line.charAt(next) == sign
            && Character.isLetter(line.charAt(word));
    return named ? next : at + 1;
  }

  private static int word(String line, int at, boolean logged) {
    int end = wordEnd(line, at);
    var word = line.substring(at, end);
    if (stamp(word)) {
      return end;
    }
    if (logged && line.startsWith(" - ", end) && word.indexOf(' ') < 0 && place(word)) {
      return end; // loguru's `package.module:function:257 - `
    }
    int colon = word.indexOf(':');
    var head = colon < 0 ? word : word.substring(0, colon);
    if (LEVELS.contains(head) && (logged || head.length() > 1)) {
      int name = at + head.length() + 1;
      int second = line.indexOf(':', name);
      boolean named = colon > 0 && second > name && second < end && second - name < 40;
      return named ? second + 1 : Math.min(line.length(), at + head.length() + (colon < 0 ? 0 : 1));
    }
    return glog(line, at, word, logged);
  }

  private static int wordEnd(String line, int at) {
    int end = at;
    while (end < line.length() && " \t|[".indexOf(line.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private static boolean stamp(String word) {
    if (word.isEmpty() || word.length() > 35 || !Numeral.digit(word, 0)) {
      return false;
    }
    int parts = 0;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if ("-/:".indexOf(c) >= 0 && i > 0 && i + 1 < word.length()) {
        parts++;
      } else if (!Numeral.digit(word, i) && ".,TZ+:".indexOf(c) < 0) {
        return false;
      }
    }
    return parts >= 2 || (parts == 1 && word.length() == 5 && word.indexOf('/') == 2);
  }

  /// `I0914 09:42:56.544800  6584 solver.cpp:228] `.
  private static int glog(String line, int at, String word, boolean logged) {
    boolean start = word.length() == 5 && "IWEF".indexOf(word.charAt(0)) >= 0 && digits(word, 1);
    if (!start || logged) {
      return at;
    }
    int close = line.indexOf("] ", at);
    return close > 0 && close - at < 100 ? close + 2 : at;
  }

  private static boolean digits(String word, int from) {
    for (int i = from; i < word.length(); i++) {
      if (!Numeral.digit(word, i)) {
        return false;
      }
    }
    return true;
  }

  private static int blanks(String line, int from) {
    int i = from;
    while (i < line.length() && (line.charAt(i) == ' ' || line.charAt(i) == '\t')) {
      i++;
    }
    return i;
  }
}
