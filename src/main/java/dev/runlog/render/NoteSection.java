package dev.runlog.render;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A stretch of run.md: from one heading (or the file's first character) to the next one. `element`
/// is null where the heading is none of the five; `body` is the place after the heading's line.
record NoteSection(
    @Nullable NoteElement element, int level, String title, int start, int body, int end) {
  private static final String BOM = "\uFEFF";

  /// The sections of a text, in order, without gaps. A heading inside a fenced block is none.
  static List<NoteSection> all(String text) {
    var sections = scanned(text, true);
    return sections == null ? scannedWithoutFences(text) : sections;
  }

  private static List<NoteSection> scannedWithoutFences(String text) {
    var sections = scanned(text, false);
    return sections == null ? List.of() : sections;
  }

  /// Null where a fence is never closed.
  private static @Nullable List<NoteSection> scanned(String text, boolean heedsFences) {
    var sections = new ArrayList<NoteSection>();
    var open = new NoteSection(null, 0, "", 0, text.startsWith(BOM) ? 1 : 0, 0);
    char fence = 0;
    int next;
    for (int at = open.body; at < text.length(); at = next) {
      next = lineEnd(text, at);
      var line = text.substring(at, next).strip();
      char mark = heedsFences ? fence(line) : 0;
      if (mark != 0 && (fence == 0 || fence == mark)) {
        fence = fence == 0 ? mark : 0;
      }
      int level = fence == 0 && mark == 0 ? level(line) : 0;
      var element = level == 0 ? null : NoteElement.of(line);
      if (level > 0 && (element != null || level <= open.level || open.level == 0)) {
        sections.add(open.until(at));
        open = new NoteSection(element, level, line.substring(level).strip(), at, next, 0);
      }
    }
    sections.add(open.until(text.length()));
    return fence == 0 ? sections : null;
  }

  private NoteSection until(int end) {
    return new NoteSection(element, level, title, start, body, end);
  }

  /// The place after a line's end: `\n`, `\r\n` or a lone `\r`.
  private static int lineEnd(String text, int from) {
    for (int at = from; at < text.length(); at++) {
      if (text.charAt(at) == '\n') {
        return at + 1;
      }
      if (text.charAt(at) == '\r') {
        return at + 1 < text.length() && text.charAt(at + 1) == '\n' ? at + 2 : at + 1;
      }
    }
    return text.length();
  }

  private static char fence(String line) {
    return line.startsWith("```") ? '`' : line.startsWith("~~~") ? '~' : 0;
  }

  /// How many `#` begin a heading; 0 where the line is none. `##Result` is one only as an element.
  private static int level(String line) {
    int level = 0;
    while (level < line.length() && line.charAt(level) == '#') {
      level++;
    }
    boolean isHeading =
        level >= 1
            && level <= 6
            && (level == line.length()
                || line.charAt(level) == ' '
                || NoteElement.of(line) != null);
    return isHeading ? level : 0;
  }

  String content(String text) {
    return text.substring(body, end).strip();
  }

  /// Whether it is a person's own section, or text before the first heading or under the title.
  boolean isForeign(String text) {
    boolean isTitle = level == 0 || level == 1 && title.startsWith("Run:");
    return element == null && (!isTitle || !content(text).isEmpty());
  }

  /// The line, from 1, where its content is, or would be.
  int line(String text) {
    int place = body;
    while (place < end && Character.isWhitespace(text.charAt(place))) {
      place++;
    }
    place = place == end ? body : place;
    int line = 1;
    for (int at = lineEnd(text, 0); at <= place && at > 0; at = lineEnd(text, at)) {
      char last = text.charAt(at - 1);
      if (last != '\n' && last != '\r') {
        break;
      }
      line++;
      if (at == text.length()) {
        break;
      }
    }
    return line;
  }

  /// The whole text with other words here.
  String replaced(String text, String words, String eol) {
    var content = content(text);
    if (!content.isEmpty()) {
      int at = text.indexOf(content, body);
      return text.substring(0, at) + words + text.substring(at + content.length());
    }
    var before = text.substring(0, body);
    var gap = before.endsWith("\n") || before.endsWith("\r") ? "" : eol;
    return before + gap + words + eol + text.substring(body);
  }

  /// A person's words such that they stay inside their element: what would be a heading is escaped,
  /// a fence is closed, control characters are left out.
  static String harmless(String words) {
    var stripped = words.strip();
    var plain = new StringBuilder(stripped.length());
    for (int i = 0; i < stripped.length(); i++) {
      char c = stripped.charAt(i);
      if (c == '\n' || c == '\t' || !Character.isISOControl(c)) {
        plain.append(c);
      }
    }
    return escaped(plain.toString());
  }

  private static String escaped(String words) {
    var lines = new ArrayList<String>();
    char fence = 0;
    for (var line : words.split("\n")) {
      char mark = fence(line.strip());
      fence = mark == 0 || fence != 0 && fence != mark ? fence : fence == 0 ? mark : 0;
      boolean isHeading = fence == 0 && mark == 0 && level(line.strip()) > 0;
      lines.add(isHeading ? "\\" + line.strip() : line.stripTrailing());
    }
    if (fence != 0) {
      lines.add(String.valueOf(fence).repeat(3));
    }
    return String.join("\n", lines).strip();
  }
}
