package dev.runlog.capture.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The repositories that have the commits of some runs, read through one scratch folder.
final class Repositories {
  private final Map<String, String> trees = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final List<String> commits;
  private @Nullable Scratch scratch;

  private Repositories(List<String> commits) {
    this.commits = commits;
  }

  /// Looks for the commits in the repositories of some folders, one after the other, until all
  /// are found; a folder that is no longer there or in no repository is passed over.
  static Repositories with(
      List<String> commits, List<Path> folders, Map<String, String> env, Deadline deadline)
      throws IOException, InterruptedException {
    var found = new Repositories(commits);
    GitFailure trouble = null;
    for (var folder : new LinkedHashSet<>(folders)) {
      if (found.scratch != null && found.trees.size() == commits.size()) {
        break;
      }
      if (Files.isDirectory(folder) && Place.isLikely(folder, env)) {
        try {
          found.look(Program.find(env, folder, deadline));
        } catch (GitFailure e) {
          trouble = e;
        }
      }
    }
    if (found.scratch == null) {
      throw trouble != null
          ? trouble
          : new GitFailure("there is no Git repository here, nor where the runs were made");
    }
    return found;
  }

  private void look(Program git) throws IOException, InterruptedException {
    var asked =
        git.call(
            in -> {
              for (var commit : commits) {
                in.write((commit + "^{tree}\n").getBytes(StandardCharsets.US_ASCII));
              }
            },
            Call::text,
            List.of("cat-file", "--batch-check"));
    var where = git.call(Call::text, Place.COMMAND);
    var answer = where.awaitAny();
    if (answer.isEmpty()) {
      throw where.failure();
    }
    var place = Place.read(answer);
    var name = Name.shown(place.top());
    if (names.contains(name)) {
      return;
    }
    names.add(name);
    note(asked.await().split("\n", -1));
    if (scratch == null) {
      scratch = new Scratch(git, place);
    } else {
      scratch.alsoReads(git.cwd(), place);
    }
  }

  /// One line each: `<id> tree <size>`, or `<what was asked> missing`.
  private void note(String[] lines) {
    for (int i = 0; i < Math.min(lines.length, commits.size()); i++) {
      var fields = lines[i].split(" ");
      if (fields.length == 3 && fields[1].equals("tree")) {
        trees.putIfAbsent(commits.get(i), fields[0]);
      }
    }
  }

  Scratch scratch() {
    if (scratch == null) {
      throw new IllegalStateException("no repository");
    }
    return scratch;
  }

  /// The tree of a commit, or null where no repository has it.
  @Nullable String tree(String commit) {
    return trees.get(commit);
  }

  String emptyTree() throws IOException, InterruptedException {
    try (var made = new Trees(scratch().git())) {
      return made.change(null, new TreeMap<>());
    }
  }

  /// Where it was looked.
  String names() {
    return String.join(" or ", names);
  }
}
