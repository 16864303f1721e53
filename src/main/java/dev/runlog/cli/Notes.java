package dev.runlog.cli;

import dev.runlog.index.Catalog;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.query.RunList;
import dev.runlog.record.Noting;
import dev.runlog.render.NoteElement;
import dev.runlog.render.NoteText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// How far the notes of runs are: a byte each, that the index keeps as long as
/// run.md stays as it is.
final class Notes {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final int IS_THERE = 0x80;

  private final byte[] marks;

  private Notes(byte[] marks) {
    this.marks = marks;
  }

  /// The notes of some runs.
  static Notes of(Catalog catalog, RunList runs) {
    var wanted = new BitSet();
    for (int i = 0; i < runs.size(); i++) {
      wanted.set(runs.number(i));
    }
    try {
      return new Notes(catalog.marks(wanted::get, "run.md", Notes::mark));
    } catch (IOException e) {
      throw Problem.notFound("the notes cannot be read: " + e.getMessage());
    }
  }

  private static byte mark(Path folder) {
    var note = NoteText.of(Noting.text(folder));
    int mark = IS_THERE;
    int bit = 1;
    for (var element : NoteElement.values()) {
      mark |= note.state(element).isOpen() ? bit : 0;
      bit <<= 1;
    }
    return (byte) mark;
  }

  /// The elements that are still to write; all of them where there is no note.
  List<NoteElement> debt(int run) {
    var debt = new ArrayList<NoteElement>();
    int bit = 1;
    for (var element : NoteElement.values()) {
      if ((marks[run] & IS_THERE) == 0 || (marks[run] & bit) != 0) {
        debt.add(element);
      }
      bit <<= 1;
    }
    return debt;
  }

  boolean isOpen(int run) {
    return (marks[run] & IS_THERE) == 0
        || (marks[run] & (1 << NoteElement.values().length) - 1) != 0;
  }

  /// How many runs of the last seven days are over and have a note to write.
  static int waiting(Catalog catalog, RunList all, World world) {
    double week = world.clock().instant().minus(WEEK).getEpochSecond();
    var starts = catalog.starts();
    var runs = ended(all.having(run -> starts.number(run) >= week));
    if (runs.size() == 0) {
      return 0;
    }
    var notes = of(catalog, runs);
    return runs.having(notes::isOpen).size();
  }

  /// The runs of a list that are over.
  static RunList ended(RunList runs) {
    return runs.without("status", "running");
  }
}
