package dev.runlog.capture.metrics;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A dictionary on one line, as Python prints it or as JSON: numbers, and numbers in quotes, by
/// dotted key. Anything else in it is read over.
final class Dictionary {
  private static final int MAX_DEPTH = 8;
  private static final int MAX_ENTRIES = 500;

  /// One number under its key.
  record Entry(String key, double value, boolean exact) {}

  private final String text;
  private final List<Entry> entries = new ArrayList<>();
  private int at;

  private Dictionary(String text, int at) {
    this.text = text;
    this.at = at;
  }

  /// Where a dictionary that goes to the end of the line starts; -1 where there is none.
  static int start(String line) {
    int last = line.length() - 1;
    while (last >= 0 && " )]}".indexOf(line.charAt(last)) >= 0 && line.charAt(last) != '}') {
      last--;
    }
    if (last < 3 || line.charAt(last) != '}') {
      return -1;
    }
    for (int i = line.indexOf('{'); i >= 0; i = line.indexOf('{', i + 1)) {
      if (line.startsWith("'", i + 1) || line.startsWith("\"", i + 1)) {
        return i;
      }
    }
    return -1;
  }

  /// The numbers of the dictionary that starts at `start`; null where it is none.
  static @Nullable List<Entry> read(String line, int start) {
    var dictionary = new Dictionary(line, start);
    return dictionary.object("", 0) ? dictionary.entries : null;
  }

  private boolean object(String prefix, int depth) {
    at++;
    while (depth < MAX_DEPTH && entries.size() < MAX_ENTRIES) {
      blanks();
      if (take('}')) {
        return true;
      }
      var key = quoted();
      blanks();
      if (key == null || !take(':')) {
        return false;
      }
      blanks();
      if (!value(prefix.isEmpty() ? key : prefix + "." + key, depth)) {
        return false;
      }
      blanks();
      take(',');
    }
    return false;
  }

  private boolean value(String key, int depth) {
    if (at >= text.length()) {
      return false;
    }
    char c = text.charAt(at);
    if (c == '{') {
      return object(key, depth + 1);
    }
    if (c == '\'' || c == '"') {
      var string = quoted();
      if (string != null) {
        number(key, string);
      }
      return string != null;
    }
    int end = valueEnd();
    number(key, plain(text.substring(at, end)));
    at = end;
    return true;
  }

  private void number(String key, String value) {
    var number = Numeral.at(value, 0);
    if (number != null && number.end() == value.length() && !number.cost()) {
      entries.add(new Entry(key, number.value(), number.fraction()));
    }
  }

  /// `0.5` for `np.float64(0.5)` and `tensor(0.5, device='cuda:0')`.
  private static String plain(String value) {
    int open = value.indexOf('(');
    if (open <= 0 || !Character.isLetter(value.charAt(0))) {
      return value.trim();
    }
    int end = open + 1;
    while (end < value.length() && ",)".indexOf(value.charAt(end)) < 0) {
      end++;
    }
    return value.substring(open + 1, end).trim();
  }

  private int valueEnd() {
    int depth = 0;
    for (int i = at; i < text.length(); i++) {
      char c = text.charAt(i);
      if ("([{".indexOf(c) >= 0) {
        depth++;
      } else if (depth > 0 && ")]}".indexOf(c) >= 0) {
        depth--;
      } else if (depth == 0 && (c == ',' || c == '}')) {
        return i;
      }
    }
    return text.length();
  }

  private @Nullable String quoted() {
    if (at >= text.length() || "'\"".indexOf(text.charAt(at)) < 0) {
      return null;
    }
    char quote = text.charAt(at);
    for (int i = at + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == quote) {
        var string = text.substring(at + 1, i);
        at = i + 1;
        return string;
      }
    }
    return null;
  }

  private boolean take(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private void blanks() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }
}
