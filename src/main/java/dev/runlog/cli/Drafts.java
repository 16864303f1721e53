package dev.runlog.cli;

import dev.runlog.model.Problem;
import dev.runlog.model.Status;
import dev.runlog.model.World;
import dev.runlog.record.Stored;
import dev.runlog.render.Note;
import dev.runlog.render.NoteText;

/// What the record of a run that is over tells for its note.
final class Drafts {
  private Drafts() {}

  static NoteText of(Stored stored, World world) {
    var run = stored.run();
    if (run.status() == Status.RUNNING) {
      throw Problem.notFound(run.runId() + " is still running: there is nothing to draft from yet");
    }
    var parent = run.parent();
    var before =
        parent == null
            ? null
            : Stored.read(stored.folder().resolveSibling(parent), world)
                .map(Stored::run)
                .orElse(null);
    return NoteText.of(Note.text(run, before));
  }
}
