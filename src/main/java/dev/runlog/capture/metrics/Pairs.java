package dev.runlog.capture.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The pairs of key and number on a line in no particular format. Every number looks back for its
/// key: over `:`, `=`, `->` or `is` any key will do, over a blank only one whose words speak for
/// themselves.
final class Pairs {
  private static final int MAX_WORDS = 12;
  private static final int MAX_PAIRS = 200;
  private static final String[] WRAPPERS = {
    "tensor(", "np.float64(", "np.float32(", "np.float16(", "np.int64(", "array(", "Array("
  };

  /// A pair, the split (train, test) that was last said before it on the line, and whether
  /// nothing but blanks stands between the two.
  private record Found(Pair pair, @Nullable String group, boolean close, boolean own) {}

  private final String text;
  private final boolean counted;
  private final Keys keys;
  private final boolean bar;
  private final List<Found> found = new ArrayList<>();
  private @Nullable String section;
  private @Nullable String group;
  private int behind;

  private Pairs(String text, boolean counted, Keys keys) {
    this.text = text;
    this.counted = counted;
    this.keys = keys;
    this.bar = text.contains("it/s") || text.contains("s/it");
  }

  /// The pairs of `line.text()`, in order; `split` is put before names that have none, where the
  /// line as a whole is about it.
  static List<Pair> in(Counters line, @Nullable String split, Keys keys) {
    return new Pairs(line.text(), !line.none(), keys).read(split);
  }

  private List<Pair> read(@Nullable String split) {
    for (int i = 0; i < text.length() && found.size() < MAX_PAIRS; ) {
      section(i);
      var number = startsNumber(i) ? Numeral.at(text, i) : null;
      if (number == null) {
        i++;
      } else {
        i = Math.max(number.end(), pair(number));
      }
    }
    return named(split);
  }

  /// `[valid] ` names the split of all that follows.
  private void section(int i) {
    if (text.charAt(i) != '[' || found.isEmpty() && i > 40) {
      return;
    }
    int end = i + 1;
    while (Numeral.letter(text, end) && end - i < 12) {
      end++;
    }
    if (text.startsWith("] ", end)) {
      var word = text.substring(i + 1, end).toLowerCase(Locale.ROOT);
      section = Lexicon.SPLITS.contains(word) ? word : null;
      behind = Math.max(behind, end + 1);
    }
  }

  private boolean startsNumber(int i) {
    char c = text.charAt(i);
    boolean candidate = (c >= '0' && c <= '9') || "-+.nNiI".indexOf(c) >= 0;
    return candidate && (i == 0 || " \t:=([|'\"<>~,".indexOf(text.charAt(i - 1)) >= 0);
  }

  /// Reads the pair that ends in `number`, if it has a key; gives where to go on.
  private int pair(Numeral number) {
    int start = unwrapped(number.start());
    int blanks = start;
    while (blanks > behind && " \t".indexOf(text.charAt(blanks - 1)) >= 0) {
      blanks--;
    }
    int key = separator(blanks);
    boolean bare = key < 0;
    var phrase =
        !bare
            ? Phrase.before(text, behind, key)
            : blanks < start ? Phrase.bare(text, behind, blanks, counted, keys) : null;
    return phrase == null || inCall(phrase.start()) ? number.end() : take(phrase, number, bare);
  }

  /// Where the number begins if a quote, a bracket or `tensor(` stands before it.
  private int unwrapped(int start) {
    if (start > behind && "'\"[".indexOf(text.charAt(start - 1)) >= 0) {
      return start - 1;
    }
    for (var wrapper : WRAPPERS) {
      if (text.startsWith(wrapper, start - wrapper.length())) {
        return start - wrapper.length();
      }
    }
    return start;
  }

  /// Where the key ends if a separator ends at `end`; -1 where none does.
  private int separator(int end) {
    if (end <= behind) {
      return -1;
    }
    char c = text.charAt(end - 1);
    if (c == ':' || c == '=') {
      boolean operator = end > 1 && "=<>!+-*/~:".indexOf(text.charAt(end - 2)) >= 0;
      return operator || text.startsWith("=", end) ? -1 : Math.max(end - 1 - is(end - 1), 0);
    }
    if (text.startsWith("->", end - 2)) {
      return end - 2;
    }
    if (c == '-' && bar && end > 2 && text.charAt(end - 2) == ' ' && text.startsWith(" ", end)) {
      return end - 1;
    }
    int is = is(end);
    return is > 0 ? end - is : -1;
  }

  /// How long the verb before `end` is, with its blank: `the loss is 0.5`, `the loss is: 0.5`.
  private int is(int end) {
    return text.startsWith(" is", end - 3) ? 3 : text.startsWith(" was", end - 4) ? 4 : 0;
  }

  /// Whether `at` stands among the arguments of something that looks like a call.
  private boolean inCall(int at) {
    int depth = 0;
    for (int i = at - 1; i > 0 && at - i < 2000; i--) {
      char c = text.charAt(i);
      if (c == ')') {
        depth++;
      } else if (c == '(' && depth-- == 0) {
        return Character.isLetterOrDigit(text.charAt(i - 1)) && !text.startsWith("([(", i);
      }
    }
    return false;
  }

  private int take(Phrase phrase, Numeral number, boolean bare) {
    var key = keys.of(phrase.text());
    var name = key.name();
    if (name.isEmpty() || name.length() > 80 || key.words() > MAX_WORDS || followed(number)) {
      return number.end();
    }
    if (number.ratio() && !name.contains("acc") && !name.contains("correct")) {
      return number.end();
    }
    var pair = new Pair(name, number.value(), number.fraction(), bare, key.kind());
    int before = behind;
    behind = number.end();
    if (!number.cost() && !phrase.cost()) {
      remember(phrase, key, pair, before);
      average(number, pair);
    }
    return behind;
  }

  /// Whether an operator follows: then this is source code, or a change from one value to another.
  private boolean followed(Numeral number) {
    int i = skipBlanks(number.end());
    return text.startsWith("->", i)
        || text.startsWith("* ", i)
        || text.startsWith("/ ", i)
        || text.startsWith("=>", i);
  }

  private int skipBlanks(int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) == ' ') {
      i++;
    }
    return i;
  }

  private void remember(Phrase phrase, Keys.Key key, Pair pair, int before) {
    var between = text.substring(before, phrase.start());
    var base = pair.kind() == Lexicon.Kind.SPLIT && between.equals(", ") ? base() : null;
    boolean own = key.ofSplit();
    if (own) {
      group = key.split();
    }
    boolean close = section != null || between.isBlank();
    var named =
        base == null ? pair : Pair.of(base + pair.name(), pair.value(), pair.exact(), false);
    found.add(new Found(named, section != null ? section : group, close, own));
  }

  /// `loss_` where the last pair was `loss train: 1.2`.
  private @Nullable String base() {
    var last = found.isEmpty() ? "" : found.getLast().pair.name();
    int end = last.lastIndexOf('_');
    return end > 0 && Lexicon.SPLITS.contains(last.substring(end + 1))
        ? last.substring(0, end + 1)
        : null;
  }

  private void average(Numeral number, Pair pair) {
    int open = skipBlanks(number.end());
    if (open >= text.length() || text.charAt(open) != '(') {
      return;
    }
    var average = Numeral.at(text, skipBlanks(open + 1));
    if (average != null
        && !average.ratio()
        && average.fraction()
        && text.charAt(average.end() - 1) != '%'
        && text.startsWith(")", average.end())) {
      var last = found.getLast();
      var pairOfAverage =
          new Pair(pair.name() + "_avg", average.value(), true, pair.bare(), pair.kind());
      found.add(new Found(pairOfAverage, last.group, last.close, last.own));
      behind = average.end() + 1;
    }
  }

  private List<Pair> named(@Nullable String split) {
    if (found.isEmpty()) {
      return List.of();
    }
    var count = new HashMap<String, Integer>();
    for (var one : found) {
      count.merge(one.pair.name(), 1, Integer::sum);
    }
    var seen = new HashSet<String>();
    var out = new ArrayList<Pair>(found.size());
    for (var one : found) {
      var name = one.pair.name();
      boolean grouped = one.close || count.getOrDefault(name, 0) > 1;
      var prefix = one.own ? null : one.group != null && grouped ? one.group : split;
      var full = prefix == null ? name : prefix + "_" + name;
      if (seen.add(full)) {
        out.add(one.pair.named(full));
      }
    }
    return out;
  }
}
