package dev.runlog.record;

import dev.runlog.json.Records;
import dev.runlog.model.Run;
import dev.runlog.model.RunOrder;
import dev.runlog.plan.Plan;
import dev.runlog.plan.RunId;
import dev.runlog.plan.Script;
import dev.runlog.store.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
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
      return read(plan.outputs().resolve(asked), run -> true);
    }
    for (var folder : newestBefore()) {
      var run = read(folder, this::isFinishedRunOfTheScript);
      if (run != null) {
        return run;
      }
    }
    return null;
  }

  /// The run folders that were made last before ours, newest first.
  private List<Path> newestBefore() {
    var minute = RunOrder.minute(self.id());
    var names =
        plan.outputs()
            .toFile()
            .list((dir, name) -> RunId.fits(name) && RunOrder.minute(name).compareTo(minute) <= 0);
    if (names == null) {
      return List.of();
    }
    Arrays.sort(names);
    var order = new RunOrder();
    var newest = new ArrayList<Path>();
    for (int i = Math.max(0, names.length - MOST); i < names.length; i++) {
      var folder = plan.outputs().resolve(names[i]);
      if (order.compare(folder, self.path()) < 0) {
        newest.add(folder);
      }
    }
    newest.sort(order);
    return newest.reversed();
  }

  private boolean isFinishedRunOfTheScript(Map<String, @Nullable Object> run) {
    return "finished".equals(run.get("status"))
        && run.get("command") instanceof Map<?, ?> command
        && command.get("argv") instanceof List<?> argv
        && sameScript(argv);
  }

  private boolean sameScript(List<?> argv) {
    var words = argv.stream().map(String::valueOf).toList();
    return !words.isEmpty() && Script.of(words).equals(Script.of(plan.argv()));
  }

  /// The run in a folder, read as a whole only where it is `wanted`; null also where its record
  /// cannot be read.
  private static @Nullable Run read(Path folder, Predicate<Map<String, @Nullable Object>> wanted) {
    try {
      var tree = RunFolder.of(folder).readRun();
      return wanted.test(tree) ? Records.fromTree(Run.class, tree) : null;
    } catch (IOException e) {
      return null;
    }
  }
}
