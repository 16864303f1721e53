package dev.runlog.record;

import dev.runlog.importer.Found;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// Git's own diary of what was checked out: `old new name <mail> seconds zone TAB message`.
final class Reflog {
  private static final int ID = 40;

  private Reflog() {}

  /// The commit that HEAD named at a time; empty where the diary does not reach back so far.
  static Optional<Found.Fact> at(Path project, Instant time) {
    try {
      var git = project.resolve(".git");
      if (Files.isRegularFile(git)) { // a work tree beside the repository
        var text = Files.readString(git).strip();
        git = project.resolve(text.substring(text.indexOf(' ') + 1));
      }
      String commit = null;
      for (var line : Files.readAllLines(git.resolve("logs/HEAD"), StandardCharsets.ISO_8859_1)) {
        if (seconds(line) <= time.getEpochSecond()) {
          commit = line.split(" ", 3)[1];
        }
      }
      return commit == null || commit.length() < ID
          ? Optional.empty()
          : Optional.of(
              new Found.Fact(
                  commit,
                  "what HEAD named when the run started, by the reflog; not what was changed"));
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // no repository, or none that can be read
    }
  }

  private static long seconds(String line) {
    var head = line.substring(0, line.indexOf('\t') < 0 ? line.length() : line.indexOf('\t'));
    var words = head.split(" ");
    return Long.parseLong(words[words.length - 2]);
  }
}
