package dev.runlog.capture.git;

import dev.runlog.model.CodeDifference;
import dev.runlog.model.Git;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The code of runs against each other, as it ran: each tree is rebuilt from commit and patch in
/// a scratch folder, so that the user's index and objects stay as they are.
public final class CodeComparison implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> DIFF =
      List.of(
          "diff-tree",
          "-r",
          "-M",
          "--no-ext-diff",
          "--no-textconv",
          "--no-relative",
          "--ignore-submodules=none",
          "--submodule=short",
          "--diff-algorithm=myers");

  private final List<Side> sides;
  private final Map<String, String> env;
  private final Path cwd;
  private final Map<Side, Rebuilt> rebuilt = new LinkedHashMap<>();
  private @Nullable Repositories repositories;

  /// The code of one run: `folder` has its changes.patch, `cwd` is where the command ran, `gap`
  /// why code or patch is missing, empty where that is not known.
  public record Side(String label, @Nullable Git git, Path folder, Path cwd, String gap) {}

  private record Rebuilt(String tree, List<String> doubts) {}

  public CodeComparison(List<Side> sides, Map<String, String> env, Path cwd) {
    this.sides = List.copyOf(sides);
    this.env = env;
    this.cwd = cwd;
  }

  /// How the code of run `other` differs from that of run `base`, both counted from 0.
  public CodeDifference difference(int base, int other) throws InterruptedException {
    var a = sides.get(base);
    var b = sides.get(other);
    for (var side : List.of(a, b)) {
      if (side.git() == null) {
        var why = side.gap().isEmpty() ? "" : ": " + side.gap();
        return new CodeDifference.Unknown(
            "there is no code in the record of " + side.label() + why);
      }
    }
    if (isSame(a.git(), b.git())) {
      return new CodeDifference.Same();
    }
    try {
      var before = rebuilt(a);
      var after = rebuilt(b);
      var doubts = new ArrayList<>(before.doubts());
      doubts.addAll(after.doubts());
      var files = files(before.tree(), after.tree());
      return files.isEmpty() && doubts.isEmpty()
          ? new CodeDifference.Same()
          : new CodeDifference.Different(files, doubts);
    } catch (IOException e) {
      return new CodeDifference.Unknown(
          e instanceof GitFailure ? String.valueOf(e.getMessage()) : e.toString());
    }
  }

  private static boolean isSame(@Nullable Git a, @Nullable Git b) {
    return a != null && b != null && a.tree() != null && Objects.equals(a.tree(), b.tree());
  }

  /// Writes the difference as a patch; does nothing where there is none.
  public void writePatch(int base, int other, boolean colour, OutputStream out)
      throws IOException, InterruptedException {
    if (isSame(sides.get(base).git(), sides.get(other).git())) {
      return;
    }
    var command = new ArrayList<>(DIFF);
    command.addAll(List.of("-p", colour ? "--color=always" : "--no-color"));
    command.add(rebuilt(sides.get(base)).tree());
    command.add(rebuilt(sides.get(other)).tree());
    scratch().git().call(in -> {}, patch -> patch.transferTo(out), command).await();
  }

  private List<CodeDifference.File> files(String before, String after)
      throws IOException, InterruptedException {
    if (before.equals(after)) {
      return List.of();
    }
    var command = new ArrayList<>(DIFF);
    command.addAll(List.of("--raw", "--numstat", "-z", before, after));
    return scratch().git().call(in -> {}, FileChanges::read, command).await();
  }

  private Scratch scratch() throws IOException, InterruptedException {
    if (repositories == null) {
      var places = new ArrayList<Path>();
      for (var side : sides) {
        places.add(side.folder());
        places.add(side.cwd());
      }
      places.add(cwd);
      repositories = Repositories.with(commits(), places, env, Deadline.in(PATIENCE));
    }
    return repositories.scratch();
  }

  private List<String> commits() {
    return sides.stream()
        .map(Side::git)
        .filter(git -> git != null && git.commit() != null)
        .map(git -> String.valueOf(git == null ? null : git.commit()))
        .distinct()
        .toList();
  }

  private Rebuilt rebuilt(Side side) throws IOException, InterruptedException {
    var known = rebuilt.get(side);
    if (known == null) {
      known = rebuild(side, Objects.requireNonNull(side.git()));
      rebuilt.put(side, known);
    }
    return known;
  }

  private Rebuilt rebuild(Side side, Git git) throws IOException, InterruptedException {
    var scratch = scratch();
    var base = baseTree(side, git);
    if (git.patch() == null) {
      return new Rebuilt(base, doubts(side, git));
    }
    var patch = side.folder().resolve("changes.patch");
    if (!Files.isRegularFile(patch)) {
      throw new GitFailure("the changes.patch of " + side.label() + " is gone");
    }
    var tree = new Patched(scratch, base, patch, side.label()).tree();
    return new Rebuilt(
        tree,
        git.tree() == null || tree.equals(git.tree())
            ? List.of()
            : List.of(
                "commit and patch of "
                    + side.label()
                    + " do not give the tree of its record: one of them was changed since"));
  }

  /// Without a patch, what is not known about uncommitted changes.
  private static List<String> doubts(Side side, Git git) {
    if (git.dirty() == null) {
      return List.of("whether " + side.label() + " had uncommitted changes is not known");
    }
    return git.dirty() && git.tree() == null
        ? List.of(
            "the uncommitted changes of "
                + side.label()
                + " are not in its record"
                + (side.gap().isEmpty() ? "" : ": " + side.gap()))
        : List.of();
  }

  private String baseTree(Side side, Git git) throws IOException, InterruptedException {
    var found = Objects.requireNonNull(repositories);
    var commit = git.commit();
    if (commit == null) {
      return found.emptyTree();
    }
    var tree = found.tree(commit);
    if (tree == null) {
      throw new GitFailure(
          "commit "
              + commit
              + " of "
              + side.label()
              + " is not in "
              + found.names()
              + (git.remote() == null ? "" : "; it may be in " + git.remote()));
    }
    return tree;
  }

  @Override
  public void close() throws IOException {
    if (repositories != null) {
      repositories.scratch().close();
    }
  }
}
