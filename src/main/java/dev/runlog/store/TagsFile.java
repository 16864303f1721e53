package dev.runlog.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// `tags` beside run.json: a line `+tag` or `-tag` for each change, only ever appended to. So a
/// run may be tagged while it is recorded, and by several at once: who reads the record applies
/// the lines, the recorder when it writes the last run.json too.
public final class TagsFile {
  private static final String NAME = "tags";

  private TagsFile() {}

  /// The tags of a record after all changes.
  public static List<String> merged(Path folder, List<String> recorded) {
    var tags = new LinkedHashSet<>(recorded);
    for (var line : lines(folder.resolve(NAME))) {
      if (line.startsWith("+") && line.length() > 1) {
        tags.add(line.substring(1));
      } else if (line.startsWith("-")) {
        tags.remove(line.substring(1));
      }
    }
    return new ArrayList<>(tags);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file)
          ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList()
          : List.of();
    } catch (IOException e) {
      return List.of(); // what cannot be read changes nothing
    }
  }

  /// Notes changes, all in one write.
  public static void append(Path folder, List<String> added, List<String> removed)
      throws IOException {
    var lines = new StringBuilder();
    added.forEach(tag -> lines.append('+').append(tag).append('\n'));
    removed.forEach(tag -> lines.append('-').append(tag).append('\n'));
    Files.write(
        folder.resolve(NAME),
        lines.toString().getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
