package dev.runlog.query;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The numbers in the tables of a LaTeX or Markdown file: decimals and per cents, with where they
/// stand. Whole numbers are passed over, as are the numbers after ± and those in commands.
public final class PaperNumbers {
  private static final Pattern TABLE_BEGINS =
      Pattern.compile("\\\\begin\\{(tabular[xy*]?|longtable|tabu|array|tblr|longtblr)\\}");
  private static final Pattern TABLE_ENDS =
      Pattern.compile("\\\\end\\{(tabular[xy*]?|longtable|tabu|array|tblr|longtblr)\\}");
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![\\w.,\\\\-])([-+−]?(?:\\d{1,3}(?:,\\d{3})+|\\d+)?(?:\\.\\d+)?(?:[eE][-+]?\\d+)?)(\\s?\\\\?%)?");
  private static final Pattern NOT_A_RESULT =
      Pattern.compile(
          "\\\\(cite\\w*|ref|label|cline|cmidrule|multicolumn|multirow|vspace|hspace|rowcolor|cellcolor|includegraphics|SI)\\b(\\([^)]*\\))?(\\[[^]]*\\])?(\\{[^{}]*\\}){0,2}|\\b\\d+(\\.\\d+)?(pt|em|cm|mm|in|ex)\\b");

  /// A number and its place, both counted from 1.
  public record Place(int line, int column, String number) {}

  private PaperNumbers() {}

  /// The numbers of a text; `isLatex` where its comments and commands are those of LaTeX.
  public static List<Place> of(String text, boolean isLatex) {
    var places = new ArrayList<Place>();
    int depth = 0;
    var lines = text.split("\\R", -1);
    for (int i = 0; i < lines.length; i++) {
      var line = isLatex ? withoutComment(lines[i]) : lines[i];
      if (TABLE_BEGINS.matcher(line).find()) {
        depth++;
        line = blank(line, TABLE_BEGINS.pattern() + "(\\[[^]]*\\])?(\\{[^}]*\\})*");
      }
      if (depth > 0 || line.strip().startsWith("|")) {
        line(line, i + 1, places);
      }
      if (depth > 0 && TABLE_ENDS.matcher(line).find()) {
        depth--;
      }
    }
    return places;
  }

  /// In LaTeX a comment begins at a per cent sign without a backslash.
  private static String withoutComment(String line) {
    for (int i = line.indexOf('%'); i >= 0; i = line.indexOf('%', i + 1)) {
      if (i == 0 || line.charAt(i - 1) != '\\') {
        return line.substring(0, i);
      }
    }
    return line;
  }

  private static void line(String line, int number, List<Place> places) {
    var text = blank(line, NOT_A_RESULT.pattern());
    var matcher = NUMBER.matcher(text);
    while (matcher.find()) {
      var value = matcher.group(1);
      boolean isDecimal = value.contains(".") || matcher.group(2) != null;
      if (isDecimal
          && value.chars().anyMatch(Character::isDigit)
          && !followsPlusMinus(text, matcher.start())) {
        places.add(new Place(number, matcher.start() + 1, matcher.group().strip()));
      }
    }
  }

  private static boolean followsPlusMinus(String text, int at) {
    var before = text.substring(Math.max(0, at - 20), at).replace('$', ' ').stripTrailing();
    return before.endsWith("±") || before.endsWith("\\pm") || before.endsWith("+/-");
  }

  /// The line with what matches replaced by spaces, so that columns stay.
  private static String blank(String line, String pattern) {
    var matcher = Pattern.compile(pattern).matcher(line);
    var out = new StringBuilder(line);
    while (matcher.find()) {
      for (int i = matcher.start(); i < matcher.end(); i++) {
        out.setCharAt(i, ' ');
      }
    }
    return out.toString();
  }
}
