package dev.runlog.capture.metrics;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the program says it stands: `epoch`, `step` over the whole run, `position` of `length`
/// within an epoch or a bar. `text` is the line with the counters replaced by [#MARK], so that
/// none is taken for a metric.
record Counters(
    String text,
    @Nullable Long epoch,
    @Nullable Long step,
    @Nullable Long position,
    @Nullable Long length) {

  /// Stands in [#text] where a counter was.
  static final char MARK = '\u0001';

  enum Kind {
    EPOCH,
    STEP,
    TOTAL_STEP,
    POSITION
  }

  private static final Map<String, Kind> WORDS =
      Map.ofEntries(
          Map.entry("epoch", Kind.EPOCH),
          Map.entry("ep", Kind.EPOCH),
          Map.entry("n_epi", Kind.EPOCH),
          Map.entry("n_episode", Kind.EPOCH),
          Map.entry("episode", Kind.EPOCH),
          Map.entry("round", Kind.EPOCH),
          Map.entry("generation", Kind.EPOCH),
          Map.entry("gen", Kind.EPOCH),
          Map.entry("trial", Kind.EPOCH),
          Map.entry("step", Kind.STEP),
          Map.entry("steps", Kind.STEP),
          Map.entry("iter", Kind.STEP),
          Map.entry("itr", Kind.STEP),
          Map.entry("iteration", Kind.STEP),
          Map.entry("iterations", Kind.STEP),
          Map.entry("iters", Kind.STEP),
          Map.entry("update", Kind.STEP),
          Map.entry("timestep", Kind.STEP),
          Map.entry("timesteps", Kind.STEP),
          Map.entry("num_updates", Kind.TOTAL_STEP),
          Map.entry("n_updates", Kind.TOTAL_STEP),
          Map.entry("global_step", Kind.TOTAL_STEP),
          Map.entry("trainer/global_step", Kind.TOTAL_STEP),
          Map.entry("total_timesteps", Kind.TOTAL_STEP),
          Map.entry("batch", Kind.POSITION),
          Map.entry("minibatch", Kind.POSITION));

  boolean none() {
    return epoch == null && step == null && position == null;
  }

  /// Whether the line says an epoch or a step in so many words.
  boolean spoken() {
    return epoch != null || step != null;
  }

  /// Whether this is the last batch of an epoch or bar.
  boolean complete() {
    return position != null && position.equals(length);
  }

  static @Nullable Kind wordKind(String word) {
    return WORDS.get(word.toLowerCase(Locale.ROOT));
  }

  /// The counter that a key of its own names (`epoch`, `num_updates`), added to these.
  Counters with(String key, long value) {
    var kind = wordKind(key);
    return switch (kind) {
      case EPOCH -> new Counters(text, epoch == null ? value : epoch, step, position, length);
      case STEP -> new Counters(text, epoch, step == null ? value : step, position, length);
      case TOTAL_STEP -> new Counters(text, epoch, value, position, length);
      case POSITION -> new Counters(text, epoch, step, value, length);
      case null -> this;
    };
  }

  static Counters none(String text) {
    return new Counters(text, null, null, null, null);
  }

  static Counters in(String line) {
    return new Reader(line).read();
  }

  /// One pass over a line.
  private static final class Reader {
    private final String line;
    private @Nullable StringBuilder text;
    private Counters found;
    private int at;

    Reader(String line) {
      this.line = line;
      this.found = none(line);
    }

    Counters read() {
      leading();
      for (int i = 0; i < line.length(); ) {
        char c = line.charAt(i);
        if (Numeral.digit(line, i) && startsWord(i)) {
          i = numbered(i);
        } else if (Character.isLetter(c)) {
          int end = wordEnd(i);
          i = startsWord(i) ? Math.max(end, counter(i, end)) : end;
        } else if ("[|━".indexOf(c) >= 0 && found.position == null && fraction(i + 1, c)) {
          i = at;
        } else {
          i++;
        }
      }
      var marked = text == null ? line : text.toString();
      return new Counters(marked, found.epoch, found.step, found.position, found.length);
    }

    /// `7epoch`: the number stands before the word.
    private int numbered(int from) {
      int end = number(from);
      int behind = end + "epoch".length();
      if (line.startsWith("epoch", end) && !Numeral.letter(line, behind)) {
        mark(from, behind, found.with("epoch", value(from, end)));
        return behind;
      }
      return Math.max(end, from + 1);
    }

    private boolean startsWord(int i) {
      return i == 0 || ("/.-_\\".indexOf(line.charAt(i - 1)) < 0 && !Numeral.digit(line, i - 1));
    }

    private int wordEnd(int from) {
      int i = from;
      while (i < line.length()
          && (Character.isLetterOrDigit(line.charAt(i)) || "_/".indexOf(line.charAt(i)) >= 0)) {
        i++;
      }
      return i;
    }

    /// `[25]`, `[1,  2000]`, `0:` and `1562/1562` where a line begins with them.
    private void leading() {
      int i = skip(0, " \t*|");
      char first = i < line.length() ? line.charAt(i) : ' ';
      if (first == '[') {
        bracket(i);
      } else if (Numeral.digit(line, i)) {
        int end = number(i);
        if (line.startsWith(":\t", end) || named(end)) {
          mark(i, end, found.with("step", value(i, end)));
        } else {
          bar(i);
        }
      }
    }

    /// darknet's and CatBoost's lines.
    private boolean named(int end) {
      return line.startsWith(": ", end)
          && (line.contains(" avg loss,") || line.startsWith("learn: ", skip(end + 1, " ")));
    }

    private void bar(int i) {
      if (fractionAt(i)) {
        int behind = skip(at, " ");
        if (behind < line.length() && "[━".indexOf(line.charAt(behind)) >= 0) {
          mark(i, at, found);
        } else {
          found = none(line);
        }
      }
    }

    private void bracket(int open) {
      int i = skip(open + 1, " ");
      int end = number(i);
      if (end == i) {
        return;
      }
      if (end < line.length() && line.charAt(end) == ']') {
        if (end + 1 < line.length() && "\t :".indexOf(line.charAt(end + 1)) >= 0) {
          mark(open, end + 1, found.with("step", value(i, end)));
        }
        return;
      }
      if (end < line.length() && line.charAt(end) == ',') {
        int second = skip(end + 1, " ");
        int close = number(second);
        if (close > second && close < line.length() && line.charAt(close) == ']') {
          var counted = found.with("epoch", value(i, end)).with("step", value(second, close));
          mark(open, close + 1, counted);
        }
      }
    }

    private int counter(int from, int end) {
      if (end == line.length() || " :=#'\"[\t(".indexOf(line.charAt(end)) < 0 || end - from > 20) {
        return end;
      }
      int ahead = line.charAt(end) == '(' ? end : skip(end, " :=#'\"[\t");
      if (ahead == line.length() || (ahead > end && !Numeral.digit(line, ahead))) {
        return end;
      }
      var kind = wordKind(line.substring(from, end));
      if (kind == null) {
        return splitEpoch(from, end);
      }
      int i = end;
      if (i < line.length() && line.charAt(i) == '(') {
        int close = line.indexOf(')', i);
        i = close < 0 ? i : close + 1;
      }
      int valueAt = skip(i, " :=#'\"[\t");
      if (valueAt - i > 24 || (valueAt == i && kind != Kind.EPOCH)) {
        return end;
      }
      int valueEnd = number(valueAt);
      if (valueEnd == valueAt) {
        return end;
      }
      if (line.startsWith(".", valueEnd) && Numeral.digit(line, valueEnd + 1)) {
        int behind = number(valueEnd + 1);
        mark(from, behind, found);
        return behind;
      }
      if (valueEnd < line.length() && goesOn(valueEnd)) {
        return end;
      }
      return take(kind, from, valueAt, valueEnd);
    }

    private boolean goesOn(int at) {
      char c = line.charAt(at);
      return Character.isLetter(c)
          || c == '_'
          || c == '%'
          || (c == '-' && Numeral.digit(line, at + 1));
    }

    /// `Train: 0 [  50/1251 (  4%)]`: the epoch stands behind the split.
    private int splitEpoch(int from, int end) {
      int valueAt = skip(end, ": ");
      int valueEnd = number(valueAt);
      if (from > 0 || !line.startsWith(":", end) || valueEnd == valueAt) {
        return end;
      }
      var before = found;
      int behind = fractionAt(valueAt) ? at : valueEnd;
      found = before;
      if (!line.startsWith("[", skip(behind, " "))) {
        return end;
      }
      mark(valueAt, behind, found.with("epoch", value(valueAt, valueEnd)));
      return behind;
    }

    private int take(Kind kind, int from, int valueAt, int valueEnd) {
      long value = value(valueAt, valueEnd);
      int end = valueEnd;
      Long total = null;
      int slash = skip(valueEnd, " ");
      if (slash < line.length() && line.charAt(slash) == '/') {
        int totalAt = skip(slash + 1, " ");
        int totalEnd = number(totalAt);
        if (totalEnd > totalAt) {
          total = value(totalAt, totalEnd);
          end = totalEnd;
        }
      }
      boolean inEpoch = total != null && found.epoch != null && kind == Kind.STEP;
      if (kind == Kind.POSITION || inEpoch) {
        found = new Counters(line, found.epoch, found.step, value, total);
      } else {
        found = found.with(line.substring(from, wordEnd(from)), value);
      }
      int close = skip(end, " '\"");
      end = close < line.length() && line.charAt(close) == ']' ? close + 1 : end;
      if (kind == Kind.EPOCH && found.position == null) {
        int next = skip(end, " :|,[\t");
        if (fractionAt(next)) {
          end = at;
        }
      }
      mark(from, end, found);
      return end;
    }

    /// `[ 10/5005]`, `[49920/141886 (35%)]` and `| 200/ 2983 batches` after their opening sign.
    private boolean fraction(int from, char open) {
      int i = skip(from, " ");
      var before = found;
      if (!fractionAt(i)) {
        return false;
      }
      int behind = skip(at, " ");
      boolean closed = behind < line.length() && line.charAt(behind) == ']';
      boolean bar =
          open == '━' || line.startsWith("[", behind) || line.startsWith("batches", behind);
      if (open == '[' ? !closed : !bar) {
        found = before;
        return false;
      }
      int second = behind + 1;
      if (open == '[' && found.epoch == null && line.startsWith("[", second)) {
        epochBefore(i, second);
      } else {
        mark(i, at, found);
      }
      return true;
    }

    /// `[0/300][10/1251]`: of two the first is the epoch.
    private void epochBefore(int from, int second) {
      var first = found;
      int end = at;
      if (fractionAt(skip(second + 1, " ")) && line.startsWith("]", skip(at, " "))) {
        var epoch = first.position;
        mark(from, at, new Counters(line, epoch, found.step, found.position, found.length));
      } else {
        at = end;
        mark(from, at, first);
      }
    }

    private boolean fractionAt(int i) {
      int end = number(i);
      int slash = skip(end, " ");
      if (end == i || slash >= line.length() || line.charAt(slash) != '/') {
        return false;
      }
      int totalAt = skip(slash + 1, " ");
      int totalEnd = number(totalAt);
      if (totalEnd == totalAt
          || (totalEnd < line.length() && "/.".indexOf(line.charAt(totalEnd)) >= 0)) {
        return false;
      }
      found = new Counters(line, found.epoch, found.step, value(i, end), value(totalAt, totalEnd));
      at = percent(totalEnd);
      return true;
    }

    /// Behind a ` (35%)` that follows a fraction.
    private int percent(int from) {
      int i = skip(from, " ");
      if (i < line.length() && line.charAt(i) == '(') {
        int close = line.indexOf("%)", i);
        return close > 0 && close - i < 10 ? close + 2 : from;
      }
      return from;
    }

    private void mark(int from, int end, Counters counted) {
      found = counted;
      var marked = text == null ? new StringBuilder(line) : text;
      text = marked;
      for (int i = from; i < end; i++) {
        marked.setCharAt(i, MARK);
      }
    }

    private int skip(int from, String chars) {
      int i = from;
      while (i < line.length() && chars.indexOf(line.charAt(i)) >= 0) {
        i++;
      }
      return i;
    }

    private int number(int from) {
      int i = from;
      while (Numeral.digit(line, i) && i - from < 18) {
        i++;
      }
      return i;
    }

    private long value(int from, int end) {
      return Long.parseLong(line, from, end, 10);
    }
  }
}
