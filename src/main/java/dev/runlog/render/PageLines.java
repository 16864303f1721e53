package dev.runlog.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The lines of a page of sections, none wider than the terminal.
final class PageLines {
  private static final int FIELD = 10;

  private final Look look;
  private final List<String> lines = new ArrayList<>();

  PageLines(Look look) {
    this.look = look;
  }

  List<String> lines() {
    return lines;
  }

  void title(String id, String how) {
    lines.add(look.bold(ValueText.clean(id)));
    wrap(ValueText.clean(how), look.width() - 2).forEach(line -> lines.add("  " + line));
  }

  /// `name` and a value, which goes on below itself; nothing where there is no value.
  void field(String name, @Nullable String value) {
    if (value == null) {
      return;
    }
    var parts = wrap(ValueText.clean(value), look.width() - FIELD - 2);
    for (int i = 0; i < parts.size(); i++) {
      lines.add("  " + look.dim(Look.padded(i == 0 ? name : "", FIELD)) + parts.get(i));
    }
  }

  /// A title with lines below it; nothing where there are none.
  void section(String title, List<String> content) {
    if (!content.isEmpty()) {
      int end = title.indexOf("  ");
      var name = end < 0 ? title : title.substring(0, end);
      lines.add("");
      lines.add(look.bold(name) + title.substring(name.length()));
      content.forEach(line -> lines.add("  " + line));
    }
  }

  /// A title with short items one after the other.
  void flow(String title, List<String> items) {
    section(title, flowing(items.stream().map(ValueText::clean).toList()));
  }

  /// Items in lines, parted by commas, each as long as the terminal allows.
  List<String> flowing(List<String> items) {
    var flowing = new ArrayList<String>();
    var line = new StringBuilder();
    int room = look.width() - 2;
    for (var item : items) {
      var text = look.cut(item, room - 1);
      if (!line.isEmpty() && line.length() + 2 + text.length() > room - 1) {
        flowing.add(line.append(',').toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : ", ").append(text);
    }
    if (!line.isEmpty()) {
      flowing.add(line.toString());
    }
    return flowing;
  }

  /// Keys and values in two columns.
  List<String> table(Map<String, ?> values, int most) {
    int width = values.keySet().stream().mapToInt(String::length).max().orElse(0);
    int keys = Math.min(width, look.width() / 3);
    var rows = new ArrayList<String>();
    values.forEach(
        (key, value) ->
            rows.add(
                Look.padded(look.cut(ValueText.clean(key), keys), keys)
                    + "  "
                    + look.cut(ValueText.of(value), look.width() - keys - 4)));
    return most(rows, most, "all are in run.json");
  }

  static List<String> most(List<String> lines, int most, String where) {
    if (lines.size() <= most) {
      return lines;
    }
    var some = new ArrayList<>(lines.subList(0, most));
    some.add((lines.size() - most) + " more; " + where);
    return some;
  }

  List<String> wrapped(List<String> texts) {
    var wrapped = new ArrayList<String>();
    for (var text : texts) {
      var parts = wrap(text, look.width() - 4);
      for (int i = 0; i < parts.size(); i++) {
        wrapped.add((i == 0 ? "" : "  ") + parts.get(i));
      }
    }
    return wrapped;
  }

  /// The human layer, with its headings set off.
  void note(List<String> text) {
    lines.add("");
    for (var line : text) {
      if (line.startsWith("## ")) {
        lines.add(look.bold(line));
      } else {
        lines.addAll(wrap(line, look.width()));
      }
    }
  }

  private static List<String> wrap(String text, int width) {
    var parts = new ArrayList<String>();
    var rest = text;
    while (rest.length() > width) {
      int blank = rest.lastIndexOf(' ', width);
      int end = blank < width / 2 ? width : blank;
      parts.add(rest.substring(0, end));
      rest = rest.substring(end).stripLeading();
    }
    parts.add(rest);
    return parts;
  }
}
