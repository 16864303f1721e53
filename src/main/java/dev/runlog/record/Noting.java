package dev.runlog.record;

import dev.runlog.model.World;
import dev.runlog.redact.Redactor;
import dev.runlog.render.NoteText;
import dev.runlog.store.Salt;
import dev.runlog.store.Swap;
import dev.runlog.store.Turn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/// Reads and changes run.md beside others who do: a change is made to what stands there at that
/// moment, or made again.
public final class Noting {
  private static final String NAME = "run.md";
  private static final int MOST_READ = 1 << 20;
  private static final int MOST_CHANGED = 8 << 20;
  private static final int TRIES = 200;
  private static final long LAST_LOOK_NANOS = 20_000_000;

  private Noting() {}

  /// Where a run's note is.
  public static Path file(Path folder) {
    return folder.resolve(NAME);
  }

  /// The text of run.md, of a very long one the beginning; empty where there is none. What is no
  /// UTF-8 is read as far as it can be.
  public static String text(Path folder) {
    var file = file(folder);
    if (!Files.isRegularFile(file)) {
      return "";
    }
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MOST_READ), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /// Makes run.md again where it is gone: for who is about to open it.
  public static Path present(Path folder) throws IOException {
    try (var turn = new Turn(file(folder))) {
      return present(folder, turn);
    }
  }

  private static Path present(Path folder, Turn turn) throws IOException {
    var blank = NoteText.blank(String.valueOf(folder.getFileName()));
    Swap.present(file(folder), blank, turn);
    return file(folder);
  }

  /// Changes the note and returns what it is then; `change` may throw a [Problem] to leave it.
  public static NoteText change(Path folder, UnaryOperator<NoteText> change) throws IOException {
    try (var turn = new Turn(file(folder))) {
      var file = present(folder, turn).toRealPath(); // a link stays one
      if (!Files.isWritable(file)) {
        throw new IOException(file + " is write-protected");
      }
      if (!Files.isWritable(file.resolveSibling("."))) {
        throw new IOException("the folder of " + file + " may not be written");
      }
      return changed(file, change);
    }
  }

  private static NoteText changed(Path file, UnaryOperator<NoteText> change) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      var before = read(file);
      var now = change.apply(NoteText.of(decoded(file, before)));
      var after = now.toString().getBytes(StandardCharsets.UTF_8);
      try (var swap = Swap.replace(file, before, after)) {
        if (swap != null) {
          LockSupport.parkNanos(LAST_LOOK_NANOS); // an editor that is at it shows in this time
          return now;
        }
      }
    }
    throw new IOException(file + " changes all the time");
  }

  private static byte[] read(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > MOST_CHANGED) {
      throw new IOException(file + " is no text file of at most 8 MiB; change it in an editor");
    }
    return Files.readAllBytes(file);
  }

  private static String decoded(Path file, byte[] bytes) throws IOException {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') < 0) {
        return text;
      }
    } catch (CharacterCodingException e) {
      // told below
    }
    throw new IOException(file + " is not UTF-8 text; change it in an editor");
  }

  /// A text without the secrets in it; `names` are the project's own.
  public static String masked(String text, Collection<String> names, World world)
      throws IOException {
    return new Redactor(Salt.of(world.state()), Set.copyOf(names)).text(text);
  }
}
