package dev.runlog.cli;

import dev.runlog.model.World;
import dev.runlog.query.RunList;
import dev.runlog.query.Selector;
import dev.runlog.record.Noting;
import dev.runlog.render.NoteElement;
import dev.runlog.render.NoteText;
import dev.runlog.render.Numbers;

/// The last seven days as Markdown: what was learned, what follows, and what is still to write.
final class TodoWeek {
  private final World world;
  private final Notes notes;

  TodoWeek(World world, Notes notes) {
    this.world = world;
    this.notes = notes;
  }

  void print(RunList runs) {
    var open = runs.having(notes::isOpen);
    say(
        "# "
            + world.clock().instant().atZone(world.clock().getZone()).toLocalDate().minusDays(6)
            + " to "
            + world.clock().instant().atZone(world.clock().getZone()).toLocalDate());
    say("");
    say(summary(runs, open));
    learned(runs);
    waiting(open);
  }

  private static String summary(RunList runs, RunList open) {
    double seconds = 0;
    int failed = 0;
    for (int i = 0; i < runs.size(); i++) {
      seconds += runs.value(i, "duration") instanceof Double one ? one : 0;
      failed += "finished".equals(runs.value(i, "status")) ? 0 : 1;
    }
    return Removal.runs(runs.size())
        + ", "
        + Numbers.duration(seconds)
        + " in all; "
        + failed
        + " did not finish; "
        + (runs.size() - open.size())
        + " written up, "
        + open.size()
        + " to write.";
  }

  /// What a person has said of the runs: results and what follows.
  private void learned(RunList runs) {
    boolean any = false;
    for (int i = 0; i < runs.size(); i++) {
      var note = NoteText.of(Noting.text(runs.folder(i)));
      if (isWritten(note, NoteElement.RESULT) || isWritten(note, NoteElement.NEXT)) {
        say(any ? "" : "\n## Learned\n");
        any = true;
        say("- **" + Selector.id(runs.folder(i)) + "** " + about(runs, i));
        part(note, NoteElement.RESULT, "");
        part(note, NoteElement.NEXT, "Next: ");
        part(note, NoteElement.RISK, "Risk: ");
      }
    }
  }

  private static boolean isWritten(NoteText note, NoteElement element) {
    return note.state(element) == NoteText.State.WRITTEN;
  }

  private void part(NoteText note, NoteElement element, String before) {
    if (isWritten(note, element)) {
      say(
          "  "
              + before
              + String.join("\n  ", note.words(element).lines().map(TodoWeek::clean).toList())
              + "  ");
    }
  }

  private void waiting(RunList open) {
    for (int i = 0; i < open.size(); i++) {
      if (i == 0) {
        say("\n## To write\n");
      }
      var headline = Headlines.of(open, i);
      say(
          "- "
              + Selector.id(open.folder(i))
              + (headline.isEmpty() ? "" : ": " + headline)
              + " ("
              + about(open, i)
              + ")");
    }
  }

  private static String about(RunList runs, int i) {
    return clean(TodoCommand.about(runs, i));
  }

  private static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  private void say(String line) {
    world.out().println(line);
  }
}
