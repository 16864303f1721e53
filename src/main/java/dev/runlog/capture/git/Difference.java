package dev.runlog.capture.git;

import dev.runlog.model.Git;
import dev.runlog.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The work tree against its commit: the patch, and the tree that commit and patch give. What is
/// not in the one is not in the other, as the patch is the difference of the two trees.
final class Difference {
  private static final List<String> DIFF =
      List.of(
          "diff-tree",
          "-r",
          "-p",
          "--binary",
          "--full-index",
          "--no-renames",
          "--no-ext-diff",
          "--no-textconv",
          "--no-color",
          "--no-relative",
          "--ignore-submodules=none",
          "--submodule=short",
          "--src-prefix=a/",
          "--dst-prefix=b/",
          "--unified=3",
          "--inter-hunk-context=0",
          "--diff-algorithm=myers");

  private final Place place;
  private final Plan.Settings settings;
  private final Secrets secrets;
  private final Path file;
  private final Sorting sorting;

  @Nullable String tree;
  @Nullable String patchHash;
  final List<Git.Submodule> submodules = new ArrayList<>();

  Difference(Place place, Plan.Settings settings, Secrets secrets, Path file) {
    this.place = place;
    this.settings = settings;
    this.secrets = secrets;
    this.file = file;
    this.sorting = new Sorting(place.top(), settings);
  }

  List<LeftOver> leftOut() {
    return sorting.leftOut;
  }

  /// Fills the fields and writes the patch, if there is anything to write.
  void find(Program git, List<Change> all) throws IOException, InterruptedException {
    var changes = Sorting.byPath(all);
    changes.values().forEach(sorting::add);
    try (var scratch = new Scratch(git, place)) {
      var entries = new TreeMap<String, Trees.Entry>();
      for (var path : sorting.gone) {
        entries.put(path, Trees.Entry.ABSENT);
      }
      store(scratch, entries);
      repositories(scratch);
      write(scratch, changes, entries);
    } catch (IOException | InterruptedException e) {
      tree = null;
      patchHash = null;
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private void store(Scratch scratch, Map<String, Trees.Entry> entries)
      throws IOException, InterruptedException {
    var stored = sorting.stored();
    if (stored.isEmpty()) {
      return;
    }
    var staging = Staging.of(stored, scratch.gitWithIndex());
    for (var change : stored) {
      var why = staging.failed().get(change.path());
      if (why == null) {
        entries.put(
            change.path(), staging.entries().getOrDefault(change.path(), Trees.Entry.ABSENT));
      } else {
        sorting.leaveOut(change.path(), why);
      }
    }
  }

  /// Asks which commits the repositories inside this one are at; they are never in the patch.
  private void repositories(Scratch scratch) throws IOException, InterruptedException {
    if (sorting.repositories.isEmpty()) {
      return;
    }
    var asked = new ArrayList<Change>();
    for (var change : sorting.repositories) {
      asked.add(change.untracked() ? Change.untracked(bare(change)) : change);
    }
    var found = Staging.of(asked, scratch.gitWithIndex());
    for (var change : sorting.repositories) {
      var path = bare(change);
      var entry = found.failed().containsKey(path) ? null : found.entries().get(path);
      boolean link = entry != null && entry.mode().equals(Change.GITLINK);
      var wanted = change.headMode().equals(Change.GITLINK) ? change.headObject() : null;
      var at = link && entry != null ? entry.object() : null;
      var dirty = change.untracked() ? null : change.hasChangesInside();
      submodules.add(new Git.Submodule(Name.shown(path), wanted, at, dirty));
      sorting.leftOut.add(LeftOver.nothing(change.path(), why(change, wanted, at)));
    }
  }

  private static String bare(Change change) {
    var path = change.path();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static String why(Change change, @Nullable String wanted, @Nullable String at) {
    if (change.untracked()) {
      return "a Git repository of its own";
    }
    var moved = at == null || at.equals(wanted) ? "" : " at commit " + at;
    return "a submodule" + moved + (change.hasChangesInside() ? " with changes of its own" : "");
  }

  private void write(
      Scratch scratch, Map<String, Change> changes, SortedMap<String, Trees.Entry> entries)
      throws IOException, InterruptedException {
    var refused = new HashSet<String>();
    for (var left : sorting.leftOut) {
      refused.add(left.path());
    }
    try (var trees = new Trees(scratch.git())) {
      var base = place.tree() == null ? trees.change(null, new TreeMap<>()) : place.tree();
      while (true) {
        for (var crowded : Sorting.withoutRoom(refused, changes, entries).entrySet()) {
          entries.remove(crowded.getKey());
          sorting.leaveOut(crowded.getKey(), crowded.getValue());
        }
        var made = trees.change(place.tree(), entries);
        if (made.equals(base)) {
          Files.deleteIfExists(file);
          tree = made;
          return;
        }
        var copy = diff(scratch.git(), base, made);
        if (copy.refused().isEmpty()) {
          tree = made;
          patchHash = "sha256:" + copy.sha256();
          return;
        }
        refused.clear();
        for (var each : copy.refused().entrySet()) {
          entries.remove(each.getKey());
          refused.add(each.getKey());
          sorting.leaveOut(each.getKey(), each.getValue());
        }
      }
    }
  }

  private Patch.Copy diff(Program git, String base, String made)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(DIFF);
    command.add(base);
    command.add(made);
    long limit = settings.patchLimit();
    return git.call(in -> {}, out -> Patch.copy(out, file, limit, secrets), command).await();
  }
}
