package dev.runlog.record;

import dev.runlog.model.Run;
import dev.runlog.redact.Redactor;
import dev.runlog.render.Note;
import dev.runlog.render.NoteElement;
import dev.runlog.render.NoteText;
import dev.runlog.store.RunFolder;
import dev.runlog.store.Swap;
import dev.runlog.store.Turn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
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
      written = bytes(run, null, Map.of());
      folder.replace(NAME, written);
    }
  }

  /// `said` is what the program itself said, by element.
  void refresh(Run run, @Nullable Run parent, Map<String, String> said) throws IOException {
    var content = bytes(run, parent, said);
    try (var turn = new Turn(folder.file(NAME))) {
      swap = Swap.replace(folder.file(NAME), written, content);
    }
  }

  /// The last look at what was replaced: as late as can be.
  @Override
  public void close() throws IOException {
    if (swap != null) {
      try (var turn = new Turn(folder.file(NAME))) {
        swap.close();
      }
    }
  }

  /// Refreshes the drafts of a run whose recorder has died: `before` is the run as its recorder
  /// began.
  static void settle(
      RunFolder folder,
      Redactor redactor,
      Run before,
      Run run,
      @Nullable Run parent,
      Map<String, String> said)
      throws IOException {
    try (var note = new NoteFile(folder, redactor)) {
      note.written = note.bytes(before, null, Map.of());
      note.refresh(run, parent, said);
    }
  }

  /// The elements that are still to write.
  List<NoteElement> debt() {
    return NoteText.of(Noting.text(folder.path())).debt();
  }

  private byte[] bytes(Run run, @Nullable Run parent, Map<String, String> said) {
    return redactor.text(Note.text(run, parent, said)).getBytes(StandardCharsets.UTF_8);
  }
}
