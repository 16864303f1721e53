package dev.runlog.capture.git;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.model.Git;
import dev.runlog.model.Observation.Code;
import dev.runlog.model.Observation.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The code as it is at one moment.
public final class Snapshot {
  private static final long HASHED_AT_ONCE = 4 << 20;
  private static final long LARGE_INDEX = 1 << 20;
  private static final String PATCH = "changes.patch";

  private final Setting setting;
  private final Sink sink;
  private @Nullable Git git;
  private List<LeftOver> leftOut = new ArrayList<>();
  private @Nullable Difference difference;
  private @Nullable Program program;

  public Snapshot(Setting setting, Sink sink) {
    this.setting = setting;
    this.sink = sink;
  }

  /// Looks at the repository of the working folder, keeps what [#finish] needs, and tells what it
  /// found; takes no longer than `patience`.
  public void take(Duration patience) throws IOException, InterruptedException {
    var plan = setting.plan();
    var cwd = plan.cwd().startsWith(plan.project()) ? plan.cwd() : plan.project();
    var env = setting.world().env();
    if (!Place.isLikely(cwd, env)) {
      gap("git", "no Git repository at " + cwd + " or above it");
      return;
    }
    try {
      program = Program.find(env, cwd, Deadline.in(patience));
      ask(program);
    } catch (GitFailure e) {
      gap("git", reason(e));
    }
  }

  private void ask(Program program) throws IOException, InterruptedException {
    var where = program.call(Call::text, Place.COMMAND);
    var skip = outputs(where);
    boolean isLarge = Place.indexSize(program.cwd(), setting.world().env()) > LARGE_INDEX;
    var status =
        program.call(out -> Status.read(out, skip), isLarge ? Status.TRACKED : Status.COMMAND);
    var untracked =
        isLarge ? program.call(out -> Status.readUntracked(out, skip), Status.UNTRACKED) : null;
    var place = place(where);
    Status state = null;
    try {
      state = status.await().orElseThrow(() -> new GitFailure("git status printed nothing"));
      state = untracked == null ? state : state.with(untracked.await());
    } catch (IOException e) {
      for (var field : new String[] {"git.dirty", "git.tree", "git.branch"}) {
        gap(field, reason(e));
      }
    }
    if (state == null) {
      tell(new Git(place.commit(), null, null, null, null, null, null, NONE, NO_FILES, NO_REPOS));
    } else {
      tell(program, place, state);
    }
  }

  private static final List<String> NONE = List.of();
  private static final List<Git.LeftOut> NO_FILES = List.of();
  private static final List<Git.Submodule> NO_REPOS = List.of();

  private Status.Skip outputs(Call<String> where) {
    return new Status.Skip() {
      private @Nullable Outputs outputs;

      @Override
      public synchronized boolean test(String path) throws IOException, InterruptedException {
        if (outputs == null) {
          outputs = Outputs.of(setting.plan().outputs(), place(where).top());
        }
        return outputs.hold(path);
      }
    };
  }

  /// `git rev-parse` fails before the first commit, but not before it has said the rest.
  private static Place place(Call<String> where) throws IOException, InterruptedException {
    var answer = where.awaitAny();
    if (answer.isEmpty()) {
      throw where.failure();
    }
    return Place.read(answer);
  }

  /// Asked for beside the run: that it changes in between is less likely than that it delays.
  private @Nullable String remote(Program program, @Nullable String branch)
      throws InterruptedException {
    try {
      var settings = program.call(Call::text, Remote.COMMAND);
      var answer = settings.awaitAny();
      if (settings.exitCode() > 1) {
        throw settings.failure();
      }
      var address = Remote.address(answer, branch);
      return address == null ? null : setting.redactor().text(address);
    } catch (IOException e) {
      gap("git.remote", reason(e));
      return null;
    }
  }

  private void tell(Program program, Place place, Status state)
      throws IOException, InterruptedException {
    boolean dirty = !state.changes().isEmpty();
    if (!state.complete()) {
      var why = "more than " + Status.MOST_CHANGES + " changed files";
      for (var field : new String[] {"git.tree", "git.patch", "git.untracked"}) {
        gap(field, why);
      }
    } else if (dirty) {
      keep(program, place, state);
      hash(HASHED_AT_ONCE, () -> false);
    }
    tell(
        new Git(
            state.commit(),
            dirty ? null : place.tree(),
            dirty,
            state.branch() == null ? null : Name.shown(state.branch()),
            null,
            null,
            null,
            state.complete() ? untracked(state) : NONE,
            NO_FILES,
            NO_REPOS));
  }

  private void keep(Program program, Place place, Status state) throws InterruptedException {
    var file = setting.folder().resolve(PATCH);
    try {
      difference = Difference.keep(place, setting, program, state.changes(), file);
      leftOut = difference.leftOut();
    } catch (IOException e) {
      noPatch(e);
    }
  }

  private void noPatch(IOException e) {
    gap("git.patch", reason(e));
    gap("git.tree", reason(e));
  }

  private static List<String> untracked(Status state) {
    var names = new ArrayList<String>();
    for (var change : state.changes()) {
      if (change.untracked()) {
        names.add(Name.shown(change.path()));
      }
    }
    return names;
  }

  /// Finds the remote, the tree and the patch of what was kept, hashes what is left out, and tells
  /// all again. `stop` ends the hashing of large files.
  public void finish(Duration patience, BooleanSupplier stop) throws InterruptedException {
    if (git == null || program == null) {
      return;
    }
    var told = git.withRemote(remote(program.until(Deadline.in(patience)), git.branch()));
    if (difference == null) {
      tell(told);
      return;
    }
    try (var open = difference) {
      open.find(Deadline.in(patience));
    } catch (IOException e) {
      noPatch(e);
    }
    hash(HASHED_AT_ONCE, () -> false);
    tell(told);
    if (hash(Long.MAX_VALUE, stop)) {
      tell(told);
    }
  }

  /// Deletes what a recorder that died has left half done.
  public static void settle(Path folder) throws IOException {
    Files.deleteIfExists(Difference.part(folder.resolve(PATCH)));
  }

  private boolean hash(long budget, BooleanSupplier stop) {
    boolean any = false;
    long left = budget;
    for (int i = 0; i < leftOut.size(); i++) {
      var file = leftOut.get(i);
      if (file.isPending() && file.bytes() != null && file.bytes() <= left) {
        left -= file.bytes();
        leftOut.set(i, file.hashed(stop));
        any = true;
      }
    }
    return any;
  }

  private void tell(Git found) {
    git = found;
    var tree = difference == null ? found.tree() : difference.tree;
    var patchHash = difference == null ? null : difference.patchHash;
    var shown = new ArrayList<Git.LeftOut>();
    for (var file : leftOut) {
      shown.add(file.shown());
    }
    sink.accept(
        new Code(
            new Git(
                found.commit(),
                tree,
                found.dirty(),
                found.branch(),
                found.remote(),
                patchHash == null ? null : PATCH,
                patchHash,
                found.untracked(),
                shown,
                difference == null ? NO_REPOS : difference.submodules)));
  }

  private String reason(IOException e) {
    var message = e instanceof GitFailure ? e.getMessage() : e.toString();
    return setting.redactor().text(String.valueOf(message));
  }

  private void gap(String field, String why) {
    sink.accept(new Gap(field, why));
  }
}
