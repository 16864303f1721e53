package dev.runlog.query;

import dev.runlog.model.Problem;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// From the text of a filter to its [Test]; what is wrong is a [Problem] that shows where.
final class FilterParser {
  private static final int LONGEST = 10_000;
  private static final int DEEPEST = 100;
  private static final String SIGNS = "=!<>~&|";

  private final String text;
  private final ZonedDateTime now;
  private int at;
  private int depth;

  private FilterParser(String text, ZonedDateTime now) {
    this.text = text;
    this.now = now;
  }

  static Test parse(String text, ZonedDateTime now) {
    var parser = new FilterParser(text, now);
    if (text.length() > LONGEST) {
      throw Problem.usage("a filter has at most " + LONGEST + " characters, not " + text.length());
    }
    var test = parser.any();
    parser.space();
    if (parser.at < text.length()) {
      throw parser.wrong("expected 'and', 'or' or the end");
    }
    return test;
  }

  private Test any() {
    var tests = new ArrayList<>(List.of(all()));
    while (word("or") || sign("||")) {
      tests.add(all());
    }
    return tests.size() == 1 ? tests.getFirst() : new Test.Any(tests);
  }

  private Test all() {
    var tests = new ArrayList<>(List.of(not()));
    while (word("and") || sign("&&")) {
      tests.add(not());
    }
    return tests.size() == 1 ? tests.getFirst() : new Test.All(tests);
  }

  private Test not() {
    if (depth++ > DEEPEST) {
      throw wrong("nested too deeply");
    }
    try {
      return word("not") || sign("!") ? new Test.Not(not()) : one();
    } finally {
      depth--;
    }
  }

  private Test one() {
    if (sign("(")) {
      var test = any();
      need(")");
      return test;
    }
    var key = key("expected a key such as val_acc, config.lr or status");
    if (key.name().equals("has") && sign("(")) {
      var inner = key("expected the key that a run should have");
      need(")");
      return new Test.Has(inner);
    }
    if (word("in")) {
      return in(key);
    }
    int before = at;
    if (word("not")) {
      if (word("in")) {
        return new Test.Not(in(key));
      }
      at = before;
    }
    var operator = operator();
    return operator == null
        ? new Test.IsTrue(key)
        : new Test.Compare(key, operator, literal("expected a value after " + operator.sign));
  }

  private Test in(Test.Key key) {
    need("(");
    var values = new ArrayList<Literal>();
    do {
      values.add(literal("expected a value"));
    } while (sign(","));
    need(")");
    return new Test.In(key, values);
  }

  private Test.@Nullable Operator operator() {
    space();
    if (sign("==")) {
      return Test.Operator.EQUAL;
    }
    for (var sign : List.of("<=", ">=", "!=", "!~", "=", "<", ">", "~")) {
      if (sign(sign)) {
        for (var operator : Test.Operator.values()) {
          if (operator.sign.equals(sign)) {
            return operator;
          }
        }
      }
    }
    return null;
  }

  private Test.Key key(String expected) {
    space();
    int start = at;
    var name = token(expected);
    switch (name.toLowerCase(Locale.ROOT)) {
      case "and", "or", "in" -> {
        at = start;
        throw wrong(expected);
      }
      default -> {}
    }
    return new Test.Key(name, start);
  }

  private Literal literal(String expected) {
    space();
    boolean quoted = at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'');
    return Literal.of(token(expected), quoted, now);
  }

  /// A word; parts of it may be quoted.
  private String token(String expected) {
    space();
    var out = new StringBuilder();
    int start = at;
    while (at < text.length() && !ends(text.charAt(at))) {
      char c = text.charAt(at);
      if (c == '"' || c == '\'') {
        quoted(c, out);
      } else {
        out.append(c);
        at++;
      }
    }
    if (at == start) {
      throw wrong(expected);
    }
    return out.toString();
  }

  private static boolean ends(char c) {
    return Character.isWhitespace(c) || SIGNS.indexOf(c) >= 0 || c == '(' || c == ')' || c == ',';
  }

  private void quoted(char quote, StringBuilder out) {
    int start = at++;
    while (at < text.length() && text.charAt(at) != quote) {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      out.append(text.charAt(at++));
    }
    if (at >= text.length()) {
      at = start;
      throw wrong("this quote is not closed");
    }
    at++;
  }

  private void space() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean sign(String sign) {
    space();
    if (!text.startsWith(sign, at)) {
      return false;
    }
    boolean isOther =
        sign.equals("!") && at + 1 < text.length() && "=~".indexOf(text.charAt(at + 1)) >= 0;
    at += isOther ? 0 : sign.length();
    return !isOther;
  }

  private boolean word(String word) {
    space();
    int end = at + word.length();
    boolean fits =
        text.regionMatches(true, at, word, 0, word.length())
            && (end == text.length() || ends(text.charAt(end)));
    at = fits ? end : at;
    return fits;
  }

  private void need(String sign) {
    if (!sign(sign)) {
      throw wrong("expected '" + sign + "'");
    }
  }

  private Problem wrong(String expected) {
    return wrong(text, at, expected);
  }

  /// A message with the filter and a mark under the place.
  static Problem wrong(String text, int at, String what) {
    int from = Math.max(0, at - 60);
    var shown = text.substring(from, Math.min(text.length(), at + 40)).replaceAll("\\s", " ");
    return Problem.usage(
        "the filter is wrong here: "
            + what
            + "\n  "
            + shown
            + "\n  "
            + " ".repeat(at - from)
            + "^");
  }
}
