package dev.runlog.capture.git;

import dev.runlog.capture.Setting;
import dev.runlog.model.Git;
import dev.runlog.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The work tree against its commit: the patch, and the tree that commit and patch give. What is
/// not in the one is not in the other, as the patch is the difference of the two trees.
final class Difference implements AutoCloseable {
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

  /// So much is stored before the launch; a Git of this century does it in some hundredths of a
  /// second.
  private static final long STORED_AT_ONCE = 8 << 20;

  private final Place place;
  private final Plan.Settings settings;
  private final Secrets secrets;
  private final Path file;
  private final Sorting sorting;
  private final Map<String, Change> changes;
  private final Scratch scratch;
  private final List<Change> atOnce = new ArrayList<>();
  private final List<Change> later = new ArrayList<>();
  private @Nullable Staging stored;
  private @Nullable Staging links;

  @Nullable String tree;
  @Nullable String patchHash;
  final List<Git.Submodule> submodules = new ArrayList<>();

  private Difference(
      Place place, Setting setting, Program git, Map<String, Change> changes, Path file)
      throws IOException {
    this.place = place;
    this.settings = setting.plan().settings();
    this.secrets = new Secrets(setting.redactor());
    this.file = file;
    this.changes = changes;
    this.sorting = new Sorting(place.top(), settings);
    changes.values().forEach(sorting::add);
    this.scratch = new Scratch(git, place);
  }

  /// Keeps the content of what has changed, which may change again as soon as the command runs.
  /// The rest, [#find], needs only what is kept.
  static Difference keep(Place place, Setting setting, Program git, List<Change> all, Path file)
      throws IOException, InterruptedException {
    var difference = new Difference(place, setting, git, Sorting.byPath(all), file);
    try {
      difference.keep();
      return difference;
    } catch (IOException | InterruptedException e) {
      difference.close();
      throw e;
    }
  }

  private void keep() throws IOException, InterruptedException {
    long left = STORED_AT_ONCE;
    for (var change : sorting.stored()) {
      long bytes = sorting.bytes(change);
      (bytes <= left ? atOnce : later).add(change);
      left -= bytes <= left ? bytes : 0;
    }
    if (!atOnce.isEmpty()) {
      stored = Staging.of(atOnce, scratch.gitWithIndex());
    }
    if (!sorting.repositories.isEmpty()) {
      var asked = new ArrayList<Change>();
      for (var change : sorting.repositories) {
        asked.add(change.untracked() ? Change.untracked(bare(change)) : change);
      }
      links = Staging.of(asked, scratch.gitWithIndex());
    }
  }

  List<LeftOver> leftOut() {
    return sorting.leftOut;
  }

  /// Fills the fields and writes the patch, if there is anything to write.
  void find(Deadline deadline) throws IOException, InterruptedException {
    var part = part(file);
    try {
      var entries = new TreeMap<String, Trees.Entry>();
      for (var path : sorting.gone) {
        entries.put(path, Trees.Entry.ABSENT);
      }
      if (stored != null) {
        take(atOnce, stored.until(deadline), entries);
      }
      if (!later.isEmpty()) {
        var staging = Staging.of(later, scratch.gitWithIndex().until(deadline));
        take(unchanged(), staging, entries);
      }
      repositories(deadline);
      var made = write(scratch.git().until(deadline), part, entries);
      if (patchHash != null) {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      }
      tree = made;
    } catch (IOException | InterruptedException e) {
      patchHash = null;
      throw e;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /// Where the patch is while it is being made.
  static Path part(Path file) {
    return file.resolveSibling("." + file.getFileName());
  }

  private void take(List<Change> changes, Staging staging, Map<String, Trees.Entry> entries)
      throws IOException, InterruptedException {
    var found = staging.entries();
    for (var change : changes) {
      var why = staging.failed().get(change.path());
      if (why == null) {
        entries.put(change.path(), found.getOrDefault(change.path(), Trees.Entry.ABSENT));
      } else {
        sorting.leaveOut(change.path(), why);
      }
    }
  }

  /// What was stored beside the run counts where the file was still the same after that.
  private List<Change> unchanged() {
    var unchanged = new ArrayList<Change>();
    for (var change : later) {
      if (sorting.isUnchanged(change)) {
        unchanged.add(change);
      } else {
        sorting.leaveOut(change.path(), "too large to be read before the start, changed after it");
      }
    }
    return unchanged;
  }

  /// Tells which commits the repositories inside this one are at; they are never in the patch.
  private void repositories(Deadline deadline) throws IOException, InterruptedException {
    if (links == null) {
      return;
    }
    var found = links.until(deadline).entries();
    for (var change : sorting.repositories) {
      var path = bare(change);
      var entry = links.failed().containsKey(path) ? null : found.get(path);
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

  /// The tree that commit and patch give; the patch is in `part` if there is one.
  private String write(Program git, Path part, SortedMap<String, Trees.Entry> entries)
      throws IOException, InterruptedException {
    var refused = new HashSet<String>();
    for (var left : sorting.leftOut) {
      refused.add(left.path());
    }
    try (var trees = new Trees(git)) {
      var base = place.tree() == null ? trees.change(null, new TreeMap<>()) : place.tree();
      while (true) {
        for (var crowded : Sorting.withoutRoom(refused, changes, entries).entrySet()) {
          entries.remove(crowded.getKey());
          sorting.leaveOut(crowded.getKey(), crowded.getValue());
        }
        var made = trees.change(place.tree(), entries);
        if (made.equals(base)) {
          return made;
        }
        var copy = diff(git, part, base, made);
        if (copy.refused().isEmpty()) {
          patchHash = "sha256:" + copy.sha256();
          return made;
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

  private Patch.Copy diff(Program git, Path part, String base, String made)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(DIFF);
    command.add(base);
    command.add(made);
    long limit = settings.patchLimit();
    return git.call(in -> {}, out -> Patch.copy(out, part, limit, secrets), command).await();
  }

  @Override
  public void close() throws IOException {
    scratch.close();
  }
}
