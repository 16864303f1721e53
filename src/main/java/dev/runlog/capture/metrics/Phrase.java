package dev.runlog.capture.metrics;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The key before a number: its text as printed, where it starts, and whether a unit in
/// parentheses behind it says that it is a cost (`elapsed time (ms)`).
record Phrase(String text, int start, boolean cost) {
  private static final int MAX_LENGTH = 100;

  /// The key that ends before `end`, where a separator follows; nothing before `from` is read.
  static @Nullable Phrase before(String line, int from, int end) {
    int last = blanks(line, from, end);
    if (last > from && "'\"".indexOf(line.charAt(last - 1)) >= 0) {
      return quoted(line, from, last - 1);
    }
    int parenthesis = parenthesis(line, from, last);
    if (parenthesis >= 0) {
      var inside = line.substring(parenthesis + 1, last - 1);
      int head = blanks(line, from, parenthesis);
      boolean attached = head == parenthesis;
      var unit = isUnit(inside) || inside.equals("%");
      var phrase = words(line, from, head);
      return phrase == null
          ? null
          : new Phrase(
              phrase.text
                  + (attached
                      ? "(" + inside + ")"
                      : unit || shortFor(inside, phrase.text) ? "" : " " + inside),
              phrase.start,
              unit && !inside.equals("%"));
    }
    return words(line, from, last);
  }

  private static boolean isUnit(String text) {
    return text.equals("ms") || text.equals("s") || text.equals("sec");
  }

  /// Whether `mAP@0.50` is made of the first letters of `mean average precision`.
  private static boolean shortFor(String inside, String words) {
    int at = inside.indexOf('@');
    var letters = new StringBuilder();
    for (var word : words.trim().split("\\s+")) {
      letters.append(word.charAt(0));
    }
    return letters.toString().equalsIgnoreCase(at < 0 ? inside : inside.substring(0, at));
  }

  private static @Nullable Phrase quoted(String line, int from, int close) {
    int open = back(line, line.charAt(close), close - 1);
    return open < from || close - open < 2
        ? null
        : new Phrase(line.substring(open + 1, close), open, false);
  }

  private static int parenthesis(String line, int from, int end) {
    if (end <= from || line.charAt(end - 1) != ')') {
      return -1;
    }
    int open = back(line, '(', end - 1);
    return open > from && end - open < 24 ? open : -1;
  }

  private static int back(String line, char c, int end) {
    int i = end;
    while (i >= 0 && end - i < MAX_LENGTH && line.charAt(i) != c) {
      i--;
    }
    return i >= 0 && line.charAt(i) == c ? i : -1;
  }

  private static @Nullable Phrase words(String line, int from, int end) {
    int start = end;
    while (start > from && end - start < MAX_LENGTH) {
      int wordEnd = blanks(line, from, start);
      if (start < end && (start - wordEnd > 1 || apart(line, from, wordEnd))) {
        break;
      }
      int word = wordStart(line, from, wordEnd);
      if (word == wordEnd) {
        int over = overCounter(line, from, wordEnd);
        if (over < 0 || start < end) {
          break;
        }
        word = over;
      }
      var text = line.substring(word, wordEnd);
      if (text.equals("-")
          || (Character.isDigit(text.charAt(0)) && namesMetric(line, start, end))) {
        break;
      }
      boolean number = start == end && text.chars().noneMatch(Character::isLetter);
      if (!outside(line, from, word) || (number && text.charAt(0) != Counters.MARK)) {
        return null;
      }
      start = word;
    }
    return start == end ? null : new Phrase(line.substring(start, end), start, false);
  }

  /// Whether a tab or the end of a sentence stands at `wordEnd`; `Val.` ends none.
  private static boolean apart(String line, int from, int wordEnd) {
    if (line.charAt(wordEnd) == '\t') {
      return true;
    }
    int last = wordEnd - 1;
    if (last <= from || line.charAt(last) != '.') {
      return false;
    }
    var word = line.substring(wordStart(line, from, last), last).toLowerCase(Locale.ROOT);
    return word.length() > 5 && !Lexicon.SPLITS.contains(word);
  }

  private static boolean namesMetric(String line, int from, int end) {
    return end > from
        && Lexicon.split(line.substring(from, end)).stream().anyMatch(Lexicon::metric);
  }

  /// The key before a blank at `end`: words that all speak for themselves. In the middle of prose
  /// only where the line says at which epoch or step it stands.
  static @Nullable Phrase bare(String line, int from, int end, boolean counted, Keys keys) {
    int inside = parenthesis(line, from, end);
    if (inside > 0 && line.substring(inside + 1, end - 1).chars().allMatch(Character::isLetter)) {
      var head = bare(line, from, blanks(line, from, inside), counted, keys);
      var text = line.substring(inside + 1, end - 1);
      return head == null ? null : new Phrase(head.text + " " + text, head.start, isUnit(text));
    }
    int start = end;
    while (start > from) {
      int wordEnd = blanks(line, from, start);
      int word = wordStart(line, from, wordEnd);
      if (word == wordEnd || (start < end && start - wordEnd > 1)) {
        break;
      }
      if (!keys.speaks(line.substring(word, wordEnd))) {
        boolean names = line.startsWith("split", word) && wordEnd - word == 5;
        if (!counted && !names && Character.isLetterOrDigit(line.charAt(wordEnd - 1))) {
          return null;
        }
        break;
      }
      if (!outside(line, from, word)) {
        return null;
      }
      start = word;
    }
    return start == end ? null : new Phrase(line.substring(start, end), start, false);
  }

  private static int blanks(String line, int from, int end) {
    int i = end;
    while (i > from && (line.charAt(i - 1) == ' ' || line.charAt(i - 1) == '\t')) {
      i--;
    }
    return i;
  }

  private static int wordStart(String line, int from, int end) {
    int i = end;
    while (i > from && inWord(line.charAt(i - 1))) {
      i--;
    }
    return i;
  }

  private static boolean inWord(char c) {
    return Character.isLetterOrDigit(c) || "_/.@-'%&#~\\$+^²".indexOf(c) >= 0;
  }

  /// `Loss at step 200: 3.4`: the start of the counter that ends at `end`, where a preposition
  /// stands before it; -1 elsewhere.
  private static int overCounter(String line, int from, int end) {
    int i = end;
    while (i > from && line.charAt(i - 1) == Counters.MARK) {
      i--;
    }
    int wordEnd = blanks(line, from, i);
    var word = line.substring(wordStart(line, from, wordEnd), wordEnd);
    return i < end && Name.preposition(word) ? i : -1;
  }

  /// Whether the word at `start` is one by itself: no option, path or part of an address.
  private static boolean outside(String line, int from, int start) {
    char first = line.charAt(start);
    if ("/.~\\$+&".indexOf(first) >= 0 || (first == '-' && Numeral.letter(line, start + 1))) {
      return false;
    }
    if (first == '%' && !namesMetric(line, start, line.indexOf(' ', start))) {
      return false; // `%WER 5.31` names one
    }
    if (line.startsWith("--", start)) {
      return false;
    }
    return start == from || "?&\\/$^`".indexOf(line.charAt(start - 1)) < 0;
  }
}
