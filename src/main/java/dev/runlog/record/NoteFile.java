package dev.runlog.record;

import dev.runlog.model.Run;
import dev.runlog.render.Note;
import dev.runlog.store.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// run.md: made at the start, its drafts refreshed at the end, and never touched again once
/// somebody else has.
final class NoteFile {
  private static final String NAME = "run.md";

  private final RunFolder folder;
  private byte[] written = new byte[0];

  NoteFile(RunFolder folder) {
    this.folder = folder;
  }

  void create(Run run) throws IOException {
    if (!Files.exists(folder.file(NAME))) {
      written = bytes(run, null);
      folder.replace(NAME, written);
    }
  }

  void refresh(Run run, @Nullable Run parent) throws IOException {
    folder.replaceUntouched(NAME, written, bytes(run, parent));
  }

  /// The elements that are still to write.
  List<String> debt() {
    try {
      return Note.debt(Files.readString(folder.file(NAME)));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static byte[] bytes(Run run, @Nullable Run parent) {
    return Note.text(run, parent).getBytes(StandardCharsets.UTF_8);
  }
}
