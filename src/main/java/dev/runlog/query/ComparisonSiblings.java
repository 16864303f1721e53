package dev.runlog.query;

import dev.runlog.json.Nested;
import dev.runlog.model.Data;
import dev.runlog.model.Git;
import dev.runlog.model.Run;
import dev.runlog.model.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The runs that differ from a compared one only in their seeds: same name, code, data and
/// configuration but for seeds and for where results go. `groups` has those of each compared run,
/// itself included.
public record ComparisonSiblings(List<List<Run>> groups) {

  /// Sorts candidates to the compared runs.
  public static ComparisonSiblings among(List<Run> candidates, List<Run> compared) {
    var groups = new ArrayList<List<Run>>();
    for (var run : compared) {
      var group = new ArrayList<Run>();
      group.add(run);
      for (var candidate : candidates) {
        if (!candidate.runId().equals(run.runId()) && areSiblings(run, candidate)) {
          group.add(candidate);
        }
      }
      groups.add(group);
    }
    return new ComparisonSiblings(groups);
  }

  /// Whether two runs differ in nothing but seeds.
  static boolean areSiblings(Run a, Run b) {
    return a.status() == Status.FINISHED
        && b.status() == Status.FINISHED
        && a.name().equals(b.name())
        && Objects.equals(tree(a.git()), tree(b.git()))
        && Objects.equals(hash(a.data()), hash(b.data()))
        && (a.config().resolved().isEmpty()
            ? sameButSeed(a.command().argv(), b.command().argv())
            : ComparisonValues.same(essence(a), essence(b)))
        && a.config().truncated() == null
        && b.config().truncated() == null;
  }

  private static @Nullable String tree(@Nullable Git git) {
    return git == null ? null : git.tree() == null ? git.commit() : git.tree();
  }

  private static @Nullable String hash(@Nullable Data data) {
    return data == null ? null : data.hash();
  }

  private static Map<String, @Nullable Object> essence(Run run) {
    var essence = new LinkedHashMap<String, @Nullable Object>();
    Nested.flat(run.config().resolved())
        .forEach(
            (key, value) -> {
              if (!ComparisonKeys.isSeed(key) && !ComparisonKeys.isPlace(key)) {
                essence.put(key, value);
              }
            });
    return essence;
  }

  private static boolean sameButSeed(List<String> a, List<String> b) {
    return a.equals(b);
  }
}
