package dev.runlog.record;

import dev.runlog.importer.Found;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// Git's own diary of what was checked out: `old new name <mail> seconds zone TAB message`.
final class Reflog {
  private static final int ID = 40;
  private static final String MOVE = "checkout: moving from ";

  private Reflog() {}

  /// Says the commit that HEAD named at a time, and the branch; nothing where the diary does not
  /// reach back so far.
  static void tell(Path project, Instant time, Found found) {
    try {
      var git = folder(project);
      var lines = Files.readAllLines(git.resolve("logs/HEAD"), StandardCharsets.ISO_8859_1);
      int then = 0;
      while (then < lines.size() && seconds(lines.get(then)) <= time.getEpochSecond()) {
        then++;
      }
      var commit = then == 0 ? "" : lines.get(then - 1).split(" ", 3)[1];
      if (commit.length() >= ID) {
        found.fact(
            "git.commit",
            commit,
            "what HEAD named when the run started, by the reflog; not what was changed");
        branch(git, lines, then, found);
      }
    } catch (IOException | RuntimeException e) {
      return; // no repository, or none that can be read
    }
  }

  private static Path folder(Path project) throws IOException {
    var git = project.resolve(".git");
    if (Files.isRegularFile(git)) { // a work tree beside the repository
      var text = Files.readString(git).strip();
      return project.resolve(text.substring(text.indexOf(' ') + 1));
    }
    return git;
  }

  /// The last checkout before says whereto, the first one after it where from; without any, HEAD
  /// is where it was.
  private static void branch(Path git, List<String> lines, int then, Found found)
      throws IOException {
    for (int i = then - 1; i >= 0; i--) {
      if (lines.get(i).contains("\t" + MOVE)) {
        var name = moves(lines.get(i))[1];
        tell(git, name, "what was checked out last before the start, by the reflog", found);
        return;
      }
    }
    for (int i = then; i < lines.size(); i++) {
      if (lines.get(i).contains("\t" + MOVE)) {
        var name = moves(lines.get(i))[0];
        tell(git, name, "what the first checkout after the start left, by the reflog", found);
        return;
      }
    }
    var head = Files.readString(git.resolve("HEAD")).strip();
    if (head.startsWith("ref: refs/heads/")) {
      var name = head.substring("ref: refs/heads/".length());
      tell(git, name, "HEAD's now; the reflog has no checkout of another", found);
    }
  }

  private static String[] moves(String line) {
    return line.substring(line.indexOf(MOVE) + MOVE.length()).split(" to ", 2);
  }

  /// Only what is a branch: a tag or a commit may have been checked out, too.
  private static void tell(Path git, String name, String why, Found found) throws IOException {
    var common = git.resolve("commondir");
    var shared = Files.exists(common) ? git.resolve(Files.readString(common).strip()) : git;
    var packed = shared.resolve("packed-refs");
    if (Files.isRegularFile(shared.resolve("refs/heads").resolve(name))
        || Files.exists(packed)
            && Files.readString(packed, StandardCharsets.ISO_8859_1)
                .contains(" refs/heads/" + name + "\n")) {
      found.fact("git.branch", name, why);
    }
  }

  private static long seconds(String line) {
    var head = line.substring(0, line.indexOf('\t') < 0 ? line.length() : line.indexOf('\t'));
    var words = head.split(" ");
    return Long.parseLong(words[words.length - 2]);
  }
}
