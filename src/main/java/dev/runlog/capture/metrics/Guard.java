package dev.runlog.capture.metrics;

/// Remembers, over lines, that what is printed is no message of the program: a traceback, a diff.
final class Guard {
  private static final String[] NEVER = {
    "Namespace(",
    "://",
    "File \"",
    "Warning:",
    " kB",
    "torch.Size",
    "params",
    "Parameters:",
    "insertions(+)",
    " HTTP/",
    "site-packages",
    "assert ",
    "#define ",
    "Copyright",
    "packet loss",
    " by default"
  };

  /// What a checkpoint was like that another run wrote.
  private static final String[] TAKEN_UP = {
    "loading ", "loaded ", "resuming ", "resumed ", "restoring ", "restored ", "=> load"
  };

  private boolean traceback;
  private boolean diff;

  /// Whether the line may hold metrics.
  boolean admits(String line) {
    if (line.startsWith("Traceback (most recent call last)")) {
      traceback = true;
      return false;
    }
    if (traceback) {
      traceback = line.isEmpty() || line.charAt(0) == ' ';
      return false;
    }
    return !inDiff(line) && !exception(line) && !compiler(line);
  }

  /// Whether the line holds what no line with metrics does.
  static boolean rejects(String line) {
    for (var word : NEVER) {
      if (line.contains(word)) {
        return true;
      }
    }
    for (var word : TAKEN_UP) {
      if (line.regionMatches(true, 0, word, 0, word.length())) {
        return true;
      }
    }
    return false;
  }

  private boolean inDiff(String line) {
    if (line.startsWith("@@ ") || line.startsWith("diff --git ")) {
      diff = true;
    } else if (diff) {
      diff = line.isEmpty() || " +-\\".indexOf(line.charAt(0)) >= 0 || gitHeader(line);
    }
    return diff || line.startsWith("+ ") || line.startsWith("+++ ");
  }

  private static boolean gitHeader(String line) {
    return line.startsWith("index ")
        || line.startsWith("new file ")
        || line.startsWith("deleted file ")
        || line.startsWith("similarity ")
        || line.startsWith("rename ")
        || line.startsWith("Binary ");
  }

  /// `ValueError: ...`, `torch.cuda.OutOfMemoryError: ...`.
  private static boolean exception(String line) {
    int colon = line.indexOf(':');
    if (colon < 6) {
      return false;
    }
    for (int i = 0; i < colon; i++) {
      if (!Character.isLetterOrDigit(line.charAt(i)) && "._".indexOf(line.charAt(i)) < 0) {
        return false;
      }
    }
    return line.startsWith("Error", colon - 5) || line.startsWith("Exception", colon - 9);
  }

  /// `train.c:12:5: ...`.
  private static boolean compiler(String line) {
    int colon = line.indexOf(':');
    if (colon < 3 || !Numeral.digit(line, colon + 1) || line.lastIndexOf('.', colon) < 1) {
      return false;
    }
    int i = colon + 1;
    while (Numeral.digit(line, i)) {
      i++;
    }
    return i < line.length() && line.charAt(i) == ':' && line.lastIndexOf(' ', colon) < 0;
  }
}
