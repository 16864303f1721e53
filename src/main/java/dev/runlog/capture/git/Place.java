package dev.runlog.capture.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the repository is. `up` leads from the working folder to `top`, the work tree's first
/// folder; `commit` and `tree` are null before the first commit; names have one character per byte.
record Place(
    String up,
    String top,
    String objects,
    String gitDir,
    @Nullable String commit,
    @Nullable String tree) {

  static final String[] COMMAND = {
    "rev-parse",
    "--is-bare-repository",
    "--show-cdup",
    "--show-toplevel",
    "--is-bare-repository",
    "--git-path",
    "objects",
    "--is-bare-repository",
    "--absolute-git-dir",
    "--is-bare-repository",
    "HEAD",
    "HEAD^{tree}"
  };

  /// Whether `cwd` can be in a repository at all, so that Git need not be started to say no.
  static boolean isLikely(Path cwd, Map<String, String> env) {
    if (env.containsKey("GIT_DIR")) {
      return true;
    }
    for (Path dir = cwd; dir != null; dir = dir.getParent()) {
      if (Files.exists(dir.resolve(".git"), LinkOption.NOFOLLOW_LINKS) || isBare(dir)) {
        return true;
      }
    }
    return false;
  }

  /// How many bytes the index has that Git is likely to read for `cwd`; 0 where that is not clear.
  static long indexSize(Path cwd, Map<String, String> env) throws IOException {
    if (env.containsKey("GIT_DIR") || env.containsKey("GIT_INDEX_FILE")) {
      return 0;
    }
    for (Path dir = cwd; dir != null; dir = dir.getParent()) {
      var git = dir.resolve(".git");
      if (Files.isRegularFile(git)) {
        var link = Files.readString(git).strip();
        git = dir.resolve(link.substring(link.indexOf(' ') + 1));
      }
      if (Files.exists(git, LinkOption.NOFOLLOW_LINKS)) {
        var index = git.resolve("index");
        return Files.exists(index) ? Files.size(index) : 0;
      }
    }
    return 0;
  }

  private static boolean isBare(Path dir) {
    return Files.exists(dir.resolve("HEAD")) && Files.isDirectory(dir.resolve("objects"));
  }

  /// What `git rev-parse` answered. Folders may have newlines in their names, so the answers are
  /// told apart by the `false` that stands between them.
  static Place read(String answer) throws IOException {
    if (answer.startsWith("true\n")) {
      throw new GitFailure("a bare repository has no work tree");
    }
    var parts = answer.split("\nfalse\n", -1);
    int cdup = parts[0].indexOf('\n', "false\n".length());
    if (!answer.startsWith("false\n") || parts.length != 4 || cdup < 0) {
      throw new GitFailure(
          "git rev-parse printed what Git does not print: "
              + Name.quoted(answer.substring(0, Math.min(60, answer.length()))));
    }
    var ids = parts[3].split("\n", -1);
    boolean born = ids.length >= 2 && isObject(ids[0]) && isObject(ids[1]);
    return new Place(
        parts[0].substring("false\n".length(), cdup),
        parts[0].substring(cdup + 1),
        parts[1],
        parts[2],
        born ? ids[0] : null,
        born ? ids[1] : null);
  }

  static boolean isObject(String id) {
    for (int i = 0; i < id.length(); i++) {
      if (Character.digit(id.charAt(i), 16) < 0) {
        return false;
      }
    }
    return id.length() == 40 || id.length() == 64;
  }
}
