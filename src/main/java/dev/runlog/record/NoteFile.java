package dev.runlog.record;

import dev.runlog.model.Run;
import dev.runlog.redact.Redactor;
import dev.runlog.render.Note;
import dev.runlog.render.NoteElement;
import dev.runlog.render.NoteText;
import dev.runlog.store.RunFolder;
import dev.runlog.store.Swap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// run.md while its run is recorded: made at the start, its drafts refreshed at the end, and never
/// touched again once somebody else has.
final class NoteFile implements AutoCloseable {
  private static final String NAME = "run.md";

  private final RunFolder folder;
  private final Redactor redactor;
  private byte[] written = new byte[0];
  private @Nullable Swap swap;

  NoteFile(RunFolder folder, Redactor redactor) {
    this.folder = folder;
    this.redactor = redactor;
  }

  void create(Run run) throws IOException {
    if (!Files.exists(folder.file(NAME))) {
      written = bytes(run, null);
      folder.replace(NAME, written);
    }
  }

  void refresh(Run run, @Nullable Run parent) throws IOException {
    swap = Swap.replace(folder.file(NAME), written, bytes(run, parent));
  }

  /// The last look at what was replaced: as late as can be.
  @Override
  public void close() throws IOException {
    if (swap != null) {
      swap.close();
    }
  }

  /// Refreshes the drafts of a run whose recorder has died: `before` is the run as its recorder
  /// began.
  static void settle(RunFolder folder, Redactor redactor, Run before, Run run, @Nullable Run parent)
      throws IOException {
    try (var note = new NoteFile(folder, redactor)) {
      note.written = note.bytes(before, null);
      note.refresh(run, parent);
    }
  }

  /// The elements that are still to write.
  List<NoteElement> debt() {
    return NoteText.of(Noting.text(folder.path())).debt();
  }

  private byte[] bytes(Run run, @Nullable Run parent) {
    return redactor.text(Note.text(run, parent)).getBytes(StandardCharsets.UTF_8);
  }
}
