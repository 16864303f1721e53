package dev.runlog.capture.git;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Turns changed files into Git objects, through the user's filters, with an index of its own
/// that holds nothing else. `failed` says of each path that Git could not take, why.
record Staging(Program git, Map<String, String> failed) {
  private static final int MOST_NAMED = 200;
  private static final int LONGEST_NAME = 300;
  private static final int MOST_TRIES = 40;
  private static final String[] DISK_TROUBLE = {
    "No space left",
    "quota exceeded",
    "Read-only file system",
    "File too large",
    "insufficient permission",
    "unable to create temporary",
    "unable to write",
    "write error"
  };

  /// `git` has an empty index.
  static Staging of(List<Change> changes, Program git) throws IOException, InterruptedException {
    var known = new ArrayList<Change>();
    for (var change : changes) {
      if (change.isInIndex()) {
        known.add(change);
      }
    }
    boolean told = !canBeNamed(known);
    if (told) {
      git.call(in -> records(in, known, Staging::indexRecord), Call::text, INDEX_INFO).await();
    }
    var failed = new HashMap<String, String>();
    add(changes, told, git, failed, new int[] {MOST_TRIES});
    return new Staging(git, failed);
  }

  Staging until(Deadline later) {
    return new Staging(git.until(later), failed);
  }

  /// What the files have become.
  Map<String, Trees.Entry> entries() throws IOException, InterruptedException {
    return git.call(in -> {}, Staging::list, List.of("ls-files", "--stage", "-z")).await();
  }

  /// Whether these can be arguments, which saves a process.
  private static boolean canBeNamed(List<Change> known) {
    for (var change : known) {
      var path = change.path();
      if (path.length() > LONGEST_NAME || path.chars().anyMatch(c -> c < ' ' || c > '~')) {
        return false;
      }
    }
    return known.size() <= MOST_NAMED;
  }

  /// Adds files, with what the user's index has of them unless ours was `told` of it before: Git
  /// looks at that when it has to decide on modes and line ends.
  private static List<String> command(List<Change> changes, boolean told) {
    var command = new ArrayList<>(ADD);
    for (var change : changes) {
      if (!told && change.isInIndex()) {
        command.add("--cacheinfo");
        command.add(change.indexMode() + "," + change.indexObject() + "," + change.path());
      }
    }
    command.add("--stdin");
    return command;
  }

  private static final List<String> INDEX_INFO = List.of("update-index", "-z", "--index-info");
  private static final List<String> ADD =
      List.of("update-index", "-z", "--add", "--replace", "--remove");

  /// Adds files; when Git refuses one it takes none, so the halves are tried, and theirs.
  private static void add(
      List<Change> changes, boolean told, Program git, Map<String, String> failed, int[] tries)
      throws IOException, InterruptedException {
    if (changes.isEmpty()) {
      return;
    }
    try {
      tries[0]--;
      git.call(in -> records(in, changes, Change::path), Call::text, command(changes, told))
          .await();
    } catch (GitFailure e) {
      if (git.deadline().passed() || isDiskTrouble(e)) {
        throw e;
      }
      int half = changes.size() / 2;
      if (half == 0 || tries[0] <= 0) {
        for (var change : changes) {
          failed.put(change.path(), String.valueOf(e.getMessage()));
        }
      } else {
        add(changes.subList(0, half), told, git, failed, tries);
        add(changes.subList(half, changes.size()), told, git, failed, tries);
      }
    }
  }

  private static boolean isDiskTrouble(GitFailure failure) {
    var message = String.valueOf(failure.getMessage());
    for (var trouble : DISK_TROUBLE) {
      if (message.contains(trouble)) {
        return true;
      }
    }
    return false;
  }

  private static String indexRecord(Change change) {
    return change.indexMode() + " " + change.indexObject() + "\t" + change.path();
  }

  private interface Line {
    String of(Change change);
  }

  private static void records(OutputStream in, List<Change> changes, Line line) throws IOException {
    var out = new BufferedOutputStream(in, 1 << 16);
    for (var change : changes) {
      out.write(Name.bytes(line.of(change)));
      out.write(0);
    }
    out.flush();
  }

  /// What `git ls-files --stage -z` prints.
  static Map<String, Trees.Entry> list(InputStream out) throws IOException {
    var in = new BufferedInputStream(out, 1 << 16);
    var entries = new HashMap<String, Trees.Entry>();
    for (var line = Status.next(in); line != null; line = Status.next(in)) {
      var fields = line.substring(0, line.indexOf('\t')).split(" ", -1);
      var entry = new Trees.Entry(fields[0], fields[1]);
      entries.put(line.substring(line.indexOf('\t') + 1), entry);
    }
    return entries;
  }
}
