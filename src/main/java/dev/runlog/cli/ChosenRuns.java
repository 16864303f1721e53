package dev.runlog.cli;

import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.query.Filter;
import dev.runlog.query.RunList;
import dev.runlog.query.Selector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The runs that the words of a command mean, each a run or all one filter.
final class ChosenRuns {
  private ChosenRuns() {}

  /// Their folders, those of a filter from the oldest; without words all of them or the newest.
  static List<Path> of(List<String> words, boolean orAll, String command, World world) {
    var selector = new Selector(Planner.outputs(world));
    if (words.isEmpty()) {
      return orAll ? new ArrayList<>(selector.all()).reversed() : List.of(selector.one("@"));
    }
    return isFilter(words)
        ? fitting(String.join(" ", words), command, world)
        : words.stream().map(selector::one).toList();
  }

  private static boolean isFilter(List<String> words) {
    var text = String.join(" ", words);
    return text.chars().anyMatch(c -> "=<>~()".indexOf(c) >= 0)
        || List.of("not", "has").contains(words.getFirst());
  }

  private static List<Path> fitting(String filter, String command, World world) {
    try (var catalog = IndexedRuns.open(world, Planner.outputs(world))) {
      var fits = Filter.parse(filter, world.clock()).resolved(catalog.keys());
      var all = RunList.all(catalog).where(fits);
      var runs = new ArrayList<Path>();
      for (int i = all.size() - 1; i >= 0; i--) {
        runs.add(all.folder(i));
      }
      if (runs.isEmpty()) {
        throw Problem.notFound(command + ": no run fits the filter. 'runlog ls' lists all");
      }
      return runs;
    }
  }
}
