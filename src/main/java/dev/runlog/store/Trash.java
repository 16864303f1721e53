package dev.runlog.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// `.trash` in an output folder: run folders that were removed, one folder for each time. Moving
/// there and back is a rename, so that nothing is ever half gone.
public final class Trash {
  private static final int MOST = 1_000_000;

  private final Path folder;

  public Trash(Path outputs) {
    folder = outputs.resolve(".trash");
  }

  public Path folder() {
    return folder;
  }

  /// Moves run folders into the trash, together.
  public void take(List<Path> runs) throws IOException {
    var batch = batch();
    for (var run : runs) {
      Files.move(run, batch.resolve(run.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /// A new folder, numbered after all others.
  private Path batch() throws IOException {
    Files.createDirectories(folder);
    var batches = batches();
    int next = batches.isEmpty() ? 1 : Integer.parseInt(batches.getLast()) + 1;
    for (int n = next; n < MOST; n++) {
      try {
        return Files.createDirectory(folder.resolve(String.format(Locale.ROOT, "%06d", n)));
      } catch (FileAlreadyExistsException e) {
        // somebody else's, a moment ago
      }
    }
    throw new IOException(folder + " is full");
  }

  private List<String> batches() {
    var names = folder.toFile().list((dir, name) -> name.matches("\\d{6}"));
    if (names == null) {
      return List.of();
    }
    Arrays.sort(names);
    return List.of(names);
  }

  /// What an undo did: the folders that are back, and those whose place is taken.
  public record Undone(List<Path> back, List<Path> stuck) {}

  /// Moves back what was removed last; both lists are empty where the trash is.
  public Undone undo() throws IOException {
    var back = new ArrayList<Path>();
    var stuck = new ArrayList<Path>();
    for (var name : batches().reversed()) {
      var batch = folder.resolve(name);
      for (var run : children(batch)) {
        var place = folder.resolveSibling(run.getFileName());
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
          stuck.add(run);
        } else {
          Files.move(run, place, StandardCopyOption.ATOMIC_MOVE);
          back.add(place);
        }
      }
      if (children(batch).isEmpty()) {
        Files.delete(batch);
      }
      if (!back.isEmpty() || !stuck.isEmpty()) {
        break;
      }
    }
    return new Undone(back, stuck);
  }

  private static List<Path> children(Path batch) throws IOException {
    try (var runs = Files.list(batch)) {
      return runs.sorted().toList();
    }
  }
}
