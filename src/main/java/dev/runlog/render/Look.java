package dev.runlog.render;

import dev.runlog.model.World;
import java.util.Locale;

/// What the user's terminal can show: colour (never where output goes to a file or NO_COLOR is
/// set), characters beyond ASCII, and how many columns.
public record Look(boolean colour, boolean unicode, int width) {

  /// The look of standard output.
  public static Look of(World world) {
    var noColour = world.env().getOrDefault("NO_COLOR", "");
    boolean colour =
        world.isTerminal(1)
            && noColour.isEmpty()
            && !"dumb".equals(world.env().getOrDefault("TERM", ""));
    return new Look(colour, isUnicode(world), Math.max(40, world.width()));
  }

  private static boolean isUnicode(World world) {
    for (var name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      var value = world.env().getOrDefault(name, "");
      if (!value.isEmpty()) {
        var locale = value.toLowerCase(Locale.ROOT);
        return locale.contains("utf-8") || locale.contains("utf8");
      }
    }
    return false;
  }

  String bold(String text) {
    return styled("1", text);
  }

  String dim(String text) {
    return styled("2", text);
  }

  String red(String text) {
    return styled("31", text);
  }

  String green(String text) {
    return styled("32", text);
  }

  /// One of six colours, for the lines of a plot.
  String line(int number, String text) {
    return styled(Integer.toString(31 + new int[] {3, 0, 1, 4, 5, 2}[number % 6]), text);
  }

  private String styled(String code, String text) {
    return colour && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  String ellipsis() {
    return unicode ? "…" : "...";
  }

  /// The text in at most `width` columns; what is cut off is marked.
  String cut(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    var end = ellipsis();
    return width <= end.length()
        ? text.substring(0, Math.max(0, width))
        : text.substring(0, width - end.length()) + end;
  }

  /// Text and blanks, `width` columns in all.
  static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
