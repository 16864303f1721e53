package dev.runlog.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Replaces a file only where it still holds what was read, also while others write it. The file
/// is first renamed away, so that nobody's newer one can be overwritten; the new one comes only
/// where none has come meanwhile; and who had the old one open still writes into it, which
/// [#close] sees and puts back. Programs of ours take a [Turn] around each of these.
public final class Swap implements AutoCloseable {
  private static final String AWAY = ".away-";

  private final Path file;
  private final Path away;
  private final byte[] expected;
  private final byte[] content;

  private Swap(Path file, Path away, byte[] expected, byte[] content) {
    this.file = file;
    this.away = away;
    this.expected = expected;
    this.content = content;
  }

  /// Replaces `expected` by `content`; null where the file holds something else by now. The result
  /// is to be closed as late as can be.
  public static @Nullable Swap replace(Path file, byte[] expected, byte[] content)
      throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !holds(file, expected)) {
      return null;
    }
    var next = beside(file, ".next-");
    try {
      Files.write(next, content);
      copyMode(file, next);
      var swap = new Swap(file, beside(file, AWAY), expected, content);
      return swap.exchange(next) ? swap : null;
    } finally {
      Files.deleteIfExists(next);
    }
  }

  private boolean exchange(Path next) throws IOException {
    try {
      Files.move(file, away, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return false;
    }
    boolean ours = false;
    try {
      ours = holds(away, expected) && place(next, file);
    } finally {
      if (!ours) {
        back();
      }
    }
    return ours;
  }

  /// Puts back what was taken; where somebody has made another file meanwhile, that one counts, and
  /// what was taken is kept beside it unless it is only what was expected.
  private void back() throws IOException {
    if (place(away, file) || holds(away, expected)) {
      Files.delete(away);
    } else {
      Files.move(away, beside(file, ".kept-"));
    }
  }

  /// Looks once more at what was replaced: if somebody has written into it since, it comes back.
  @Override
  public void close() throws IOException {
    if (holds(away, expected)) {
      Files.delete(away);
      return;
    }
    var ours = beside(file, ".ours-");
    Files.move(file, ours, StandardCopyOption.ATOMIC_MOVE);
    if (holds(ours, content)) {
      back();
    } else {
      place(ours, file);
      Files.move(away, beside(file, ".kept-"));
    }
    Files.deleteIfExists(ours);
  }

  /// Makes a file again where it is gone: it comes back where whoever replaced it was killed at it,
  /// else begins with `blank`.
  public static void present(Path file, String blank, Turn turn) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) || recovered(file, turn)) {
      return;
    }
    try {
      Files.writeString(file, blank, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      // somebody else has just made it
    }
  }

  private static boolean recovered(Path file, Turn turn) throws IOException {
    var name = "." + file.getFileName() + AWAY;
    var left = parent(file).toFile().list((dir, one) -> one.startsWith(name));
    if (left == null || left.length == 0 || Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    Arrays.sort(left);
    var newest = left[left.length - 1];
    if (!turn.isSure() && isAlive(newest.substring(name.length()))) {
      throw new IOException(file + " is being written by another runlog; try again");
    }
    if (place(file.resolveSibling(newest), file)) {
      Files.delete(file.resolveSibling(newest));
    }
    return true;
  }

  /// Whether the process is still there that has renamed a file away.
  private static boolean isAlive(String owner) {
    try {
      return ProcessHandle.of(Long.parseLong(owner.split("-")[0])).isPresent();
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean holds(Path file, byte[] expected) throws IOException {
    return Files.size(file) == expected.length && Arrays.equals(Files.readAllBytes(file), expected);
  }

  /// Gives a file another name, unless that is taken: false then.
  private static boolean place(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException | UnsupportedOperationException noLinks) {
      return copied(from, to);
    }
  }

  private static boolean copied(Path from, Path to) throws IOException {
    try {
      Files.write(to, Files.readAllBytes(from), StandardOpenOption.CREATE_NEW);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static void copyMode(Path from, Path to) throws IOException {
    try {
      var mode = Files.getPosixFilePermissions(from);
      if (!mode.equals(Files.getPosixFilePermissions(to))) {
        Files.setPosixFilePermissions(to, mode);
      }
    } catch (UnsupportedOperationException e) {
      // a file system without modes
    }
  }

  private static Path beside(Path file, String what) {
    var process = ProcessHandle.current().pid() + "-" + Long.toString(System.nanoTime(), 36);
    return parent(file).resolve("." + file.getFileName() + what + process);
  }

  private static Path parent(Path file) {
    var parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }
}
