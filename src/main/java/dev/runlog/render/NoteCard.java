package dev.runlog.render;

import java.util.ArrayList;
import java.util.List;

/// One run's note as far as it is, for who goes through many.
public final class NoteCard {
  private static final int MARGIN = 15;
  private static final int MOST_LINES = 6;

  private NoteCard() {}

  /// The five elements, each after its name, drafts marked.
  public static List<String> lines(NoteText note, Look look) {
    var lines = new ArrayList<String>();
    for (var element : NoteElement.values()) {
      var name = Look.padded("  " + element.title, MARGIN);
      var body =
          switch (note.state(element)) {
            case EMPTY -> List.of(look.dim("-"));
            case DRAFT -> wrapped("(draft) " + note.words(element), look);
            case FORGOTTEN, WRITTEN -> wrapped(note.words(element), look);
          };
      for (int i = 0; i < body.size(); i++) {
        lines.add((i == 0 ? look.bold(name) : " ".repeat(MARGIN)) + body.get(i));
      }
    }
    return lines;
  }

  private static List<String> wrapped(String text, Look look) {
    var lines = new ArrayList<String>();
    int width = Math.max(20, look.width() - MARGIN);
    for (var line : text.lines().toList()) {
      var rest = ValueText.clean(line);
      while (rest.length() > width) {
        int cut = rest.lastIndexOf(' ', width);
        cut = cut <= 0 ? width : cut;
        lines.add(rest.substring(0, cut));
        rest = rest.substring(cut).stripLeading();
      }
      lines.add(rest);
    }
    return lines.size() <= MOST_LINES
        ? lines
        : new ArrayList<>(
            java.util.stream.Stream.concat(
                    lines.stream().limit(MOST_LINES), java.util.stream.Stream.of(look.ellipsis()))
                .toList());
  }
}
