package dev.runlog.record;

import dev.runlog.json.Records;
import dev.runlog.model.Run;
import dev.runlog.plan.Plan;
import dev.runlog.plan.RunId;
import dev.runlog.plan.Script;
import dev.runlog.store.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// The run that a new one is compared with: the one asked for, else the newest finished run of
/// the same script. Looked for beside the command.
final class Parents {
  /// How many runs are opened at most: beyond that a comparison is not worth the waiting.
  private static final int MOST = 200;

  private final Plan plan;
  private final RunFolder self;
  private final FutureTask<@Nullable Run> search;

  Parents(Plan plan, RunFolder self) {
    this.plan = plan;
    this.self = self;
    this.search = new FutureTask<>(this::find);
    Thread.ofPlatform().daemon().name("runlog-parent").start(search);
  }

  @Nullable Run found() {
    try {
      return search.get();
    } catch (ExecutionException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private @Nullable Run find() {
    var asked = plan.parent();
    if (asked != null) {
      return read(Path.of(asked).isAbsolute() ? Path.of(asked) : plan.outputs().resolve(asked));
    }
    var names = names();
    for (int i = names.length - 1; i >= Math.max(0, names.length - MOST); i--) {
      var run = names[i].equals(self.id()) ? null : candidate(plan.outputs().resolve(names[i]));
      if (run != null) {
        return run;
      }
    }
    return null;
  }

  /// The names of all run folders, in the order of their starts.
  private String[] names() {
    var names = plan.outputs().toFile().list((dir, name) -> RunId.fits(name));
    if (names == null) {
      return new String[0];
    }
    Arrays.sort(names);
    return names;
  }

  /// A finished run of the same script; the whole record is only read where it is one.
  private @Nullable Run candidate(Path folder) {
    try {
      var tree = RunFolder.of(folder).readRun();
      boolean finished = "finished".equals(tree.get("status"));
      if (finished
          && tree.get("command") instanceof Map<?, ?> command
          && command.get("argv") instanceof List<?> argv
          && sameScript(argv)) {
        return Records.fromTree(Run.class, tree);
      }
    } catch (IOException e) {
      return null; // a record that cannot be read is no parent
    }
    return null;
  }

  private boolean sameScript(List<?> argv) {
    var words = argv.stream().map(String::valueOf).toList();
    return !words.isEmpty() && Script.of(words).equals(Script.of(plan.argv()));
  }

  private static @Nullable Run read(Path folder) {
    try {
      return Records.fromTree(Run.class, RunFolder.of(folder).readRun());
    } catch (IOException e) {
      return null;
    }
  }
}
