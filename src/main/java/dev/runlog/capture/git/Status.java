package dev.runlog.capture.git;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What `git status --porcelain=v2 --branch -z` says. `commit` is null before the first one,
/// `branch` when HEAD is detached; `complete` is false if there were more changes than are kept.
record Status(
    @Nullable String commit, @Nullable String branch, List<Change> changes, boolean complete) {
  static final int MOST_CHANGES = 50_000;
  private static final int LONGEST_RECORD = 1 << 16;

  private static String[] command(String untracked) {
    return new String[] {
      "status",
      "--porcelain=v2",
      "--branch",
      "-z",
      "--untracked-files=" + untracked,
      "--ignore-submodules=none",
      "--no-renames",
      "--no-ahead-behind"
    };
  }

  static final String[] COMMAND = command("all");

  /// The same in two commands, each of which looks at one half side by side with the other: a
  /// quarter faster in a large repository, and slower in a small one.
  static final String[] TRACKED = command("no");

  static final String[] UNTRACKED = {
    "ls-files", "-z", "--others", "--exclude-standard", "--full-name", "--", ":/"
  };

  /// The same with what [#UNTRACKED] says.
  Status with(List<Change> untracked) {
    var all = new ArrayList<>(changes);
    all.addAll(untracked.subList(0, Math.min(untracked.size(), MOST_CHANGES - all.size())));
    boolean isAll = all.size() == changes.size() + untracked.size();
    return new Status(commit, branch, all, complete && isAll);
  }

  /// Reads what [#UNTRACKED] answers: one more than is kept says that there are more.
  static List<Change> readUntracked(InputStream out, Skip skipped)
      throws IOException, InterruptedException {
    var in = new BufferedInputStream(out, 1 << 16);
    var changes = new ArrayList<Change>();
    for (var path = next(in); path != null; path = next(in)) {
      if (changes.size() <= MOST_CHANGES && !skipped.test(path)) {
        changes.add(Change.untracked(path));
      }
    }
    return changes;
  }

  /// Reads the answer; `skipped` names the paths that never count. Empty for an empty answer.
  static Optional<Status> read(InputStream out, Skip skipped)
      throws IOException, InterruptedException {
    var in = new BufferedInputStream(out, 1 << 16);
    String commit = null;
    String branch = null;
    var changes = new ArrayList<Change>();
    boolean complete = true;
    int records = 0;
    for (var record = next(in); record != null; record = next(in)) {
      if (records++ == 0 && !record.startsWith("# branch.oid ")) {
        throw rubbish(record);
      }
      if (record.startsWith("# branch.oid ")) {
        commit = value(record, "# branch.oid ", "(initial)");
      } else if (record.startsWith("# branch.head ")) {
        branch = value(record, "# branch.head ", "(detached)");
      } else if (!record.startsWith("# ") && !record.startsWith("! ")) {
        var change = change(record);
        if (skipped.test(change.path())) {
          continue;
        }
        complete = changes.size() < MOST_CHANGES;
        if (complete) {
          changes.add(change);
        }
      }
    }
    return records == 0
        ? Optional.empty()
        : Optional.of(new Status(commit, branch, changes, complete));
  }

  private static @Nullable String value(String header, String prefix, String none) {
    var value = header.substring(prefix.length());
    return value.equals(none) ? null : value;
  }

  private static Change change(String record) throws GitFailure {
    if (record.startsWith("? ")) {
      return Change.untracked(record.substring(2));
    }
    boolean conflict = record.startsWith("u ");
    var fields = record.split(" ", conflict ? 11 : 9);
    if (conflict && fields.length == 11) {
      return new Change(
          fields[10], false, fields[4], fields[8], fields[4], fields[8], fields[6], fields[2]);
    }
    if (record.startsWith("1 ") && fields.length == 9) {
      return new Change(
          fields[8], false, fields[3], fields[6], fields[4], fields[7], fields[5], fields[2]);
    }
    throw rubbish(record);
  }

  private static GitFailure rubbish(String record) {
    var start = record.substring(0, Math.min(60, record.length()));
    return new GitFailure("git status printed what Git does not print: " + Name.quoted(start));
  }

  /// One record up to its NUL; null at the end.
  static @Nullable String next(InputStream in) throws IOException {
    var record = new ByteArrayOutputStream(128);
    int b = in.read();
    if (b < 0) {
      return null;
    }
    for (; b > 0; b = in.read()) {
      record.write(b);
      if (record.size() > LONGEST_RECORD) {
        throw rubbish(record.toString(StandardCharsets.ISO_8859_1));
      }
    }
    return record.toString(StandardCharsets.ISO_8859_1);
  }

  /// Tells the paths that never count.
  @FunctionalInterface
  interface Skip {
    boolean test(String path) throws IOException, InterruptedException;
  }
}
