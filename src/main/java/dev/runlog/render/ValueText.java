package dev.runlog.render;

import dev.runlog.json.Json;
import dev.runlog.query.ComparisonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Values of a record as people read them, on one line and without control characters.
final class ValueText {
  private ValueText() {}

  /// A string as it is where it can be taken for nothing else, else in quotes; other values as
  /// JSON.
  static String of(@Nullable Object value) {
    if (ComparisonValues.ABSENT.equals(value)) {
      return "(none)";
    }
    if (value instanceof String text) {
      return isPlain(text) ? clean(text) : clean(Json.line(text));
    }
    return clean(Json.line(value));
  }

  private static boolean isPlain(String text) {
    if (text.isEmpty() || text.strip().length() != text.length() || text.equals("(none)")) {
      return false;
    }
    if (List.of("null", "true", "false").contains(text)) {
      return false;
    }
    char first = text.charAt(0);
    if (first == '[' || first == '{' || first == '"') {
      return false;
    }
    try {
      Double.parseDouble(text);
      return List.of("NaN", "Infinity", "-Infinity").contains(text);
    } catch (NumberFormatException e) {
      return true;
    }
  }

  /// The text with control characters written out, so that a record cannot steer the terminal.
  static String clean(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isControl = c < ' ' || c >= 0x7f && c < 0xa0;
      if (isControl && out == null) {
        out = new StringBuilder(text.substring(0, i));
      }
      if (out != null) {
        out.append(
            !isControl
                ? String.valueOf(c)
                : c == '\n'
                    ? "\\n"
                    : c == '\t' ? " " : String.format(Locale.ROOT, "\\x%02x", (int) c));
      }
    }
    return out == null ? text : out.toString();
  }

  /// Texts cut to a width so that they still differ: where their common beginning is long, it is
  /// left out.
  static List<String> cut(List<String> texts, int width, Look look) {
    if (texts.stream().allMatch(text -> text.length() <= width)) {
      return texts;
    }
    int common = common(texts);
    int skipped = common < width - 4 ? 0 : Math.max(0, common - width / 3);
    var cut = new ArrayList<String>();
    for (var text : texts) {
      boolean skips = skipped > 0 && text.length() > width && text.length() > skipped;
      cut.add(look.cut(skips ? look.ellipsis() + text.substring(skipped) : text, width));
    }
    return cut;
  }

  private static int common(List<String> texts) {
    var longTexts = texts.stream().filter(text -> !text.equals("(none)")).toList();
    if (longTexts.size() < 2) {
      return 0;
    }
    int at = 0;
    var first = longTexts.getFirst();
    while (at < first.length()) {
      for (var text : longTexts) {
        if (at >= text.length() || text.charAt(at) != first.charAt(at)) {
          return at;
        }
      }
      at++;
    }
    return 0;
  }

  /// Numbers with as few digits as tell those that differ apart, at least four.
  static List<String> numbers(List<Double> values) {
    for (int digits = 4; digits < 17; digits++) {
      var texts = new ArrayList<String>();
      for (var value : values) {
        texts.add(Numbers.digits(value, digits));
      }
      if (tellApart(values, texts)) {
        return texts;
      }
    }
    return values.stream().map(String::valueOf).toList();
  }

  private static boolean tellApart(List<Double> values, List<String> texts) {
    for (int i = 1; i < values.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (!values.get(i).equals(values.get(j)) && texts.get(i).equals(texts.get(j))) {
          return false;
        }
      }
    }
    return true;
  }
}
