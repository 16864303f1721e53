package dev.runlog.query;

import dev.runlog.index.Catalog;
import dev.runlog.index.Column;
import dev.runlog.index.Points;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Finds the runs that a number may come from: final values first, then the best and the first
/// of a series, then every other step.
public final class NumberSearch {
  private static final List<String> OF_A_SERIES = List.of(".max", ".min", ".first", ".best_step");
  private static final int MOST = 10_000;

  /// Where in a series a number stands, best first.
  public enum Where {
    FINAL,
    BEST,
    FIRST,
    STEP
  }

  /// A run that has the number: `run` is its number in the catalog.
  public record Match(
      int run,
      Path folder,
      String metric,
      double value,
      Where where,
      @Nullable Long step,
      int fit) {}

  private final Catalog catalog;
  private final Map<String, Column> columns = new LinkedHashMap<>();
  private final Map<Integer, List<String>> byHash = new LinkedHashMap<>();
  private final int[] age;

  public NumberSearch(Catalog catalog) throws IOException {
    this.catalog = catalog;
    var keys = catalog.keys();
    for (var key : keys) {
      if (key.startsWith("metrics.") && !key.endsWith(".best_step")) {
        columns.put(key.substring("metrics.".length()), catalog.column(key));
      }
    }
    for (var name : columns.keySet()) {
      if (whereOf(name) == Where.FINAL) {
        byHash.computeIfAbsent(name.hashCode() & 0xffff, none -> new ArrayList<>()).add(name);
      }
    }
    age = new int[catalog.size()];
    int at = 0;
    for (int run : catalog.newestFirst()) {
      age[run] = at++;
    }
  }

  /// The best matches first; at most 10,000, and of the steps of a series the nearest one.
  public List<Match> of(Sought sought, LongConsumer progress) throws IOException {
    var matches = new ArrayList<Match>();
    var taken = new HashSet<Long>();
    for (var where : List.of(Where.FINAL, Where.BEST, Where.FIRST)) {
      for (var name : columns.keySet()) {
        if (whereOf(name) == where) {
          collect(sought, name, where, matches, taken);
        }
      }
    }
    for (var range : sought.ranges()) {
      steps(range, matches, taken, progress);
    }
    matches.sort(
        Comparator.comparing(Match::where)
            .thenComparingInt(Match::fit)
            .thenComparingInt(match -> age[match.run()]));
    return matches;
  }

  private Where whereOf(String name) {
    for (var end : OF_A_SERIES) {
      if (name.endsWith(end) && columns.containsKey(base(name))) {
        return end.equals(".first") ? Where.FIRST : Where.BEST;
      }
    }
    return Where.FINAL;
  }

  private static String base(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }

  private void collect(
      Sought sought, String name, Where where, List<Match> matches, Set<Long> taken) {
    var column = columns.get(name);
    if (column == null) {
      return;
    }
    var metric = where == Where.FINAL ? name : base(name);
    for (int run = 0; run < catalog.size() && matches.size() < MOST; run++) {
      double value = column.number(run);
      int fit = Double.isNaN(value) ? -1 : sought.fit(value);
      if (fit >= 0 && catalog.isLiving(run) && taken.add(id(run, metric))) {
        matches.add(new Match(run, catalog.folder(run), metric, value, where, null, fit));
      }
    }
  }

  private static long id(int run, String metric) {
    return ((long) run << 32) | (metric.hashCode() & 0xffffffffL);
  }

  private void steps(
      Sought.Range range, List<Match> matches, Set<Long> taken, LongConsumer progress)
      throws IOException {
    float low = Math.nextDown((float) range.low());
    float high = Math.nextUp((float) range.high());
    for (var hit : catalog.points(low, high, progress)) {
      for (var metric : byHash.getOrDefault(hit.name(), List.of())) {
        if (matches.size() < MOST && taken.add(id(hit.run(), metric))) {
          var folder = catalog.folder(hit.run());
          int fit = range.scaled() ? 1 : 0;
          matches.add(new Match(hit.run(), folder, metric, hit.value(), Where.STEP, null, fit));
        }
      }
    }
  }

  /// The same match with the exact value and its step, read from the run's series; null where the
  /// series has no such point after all.
  public static @Nullable Match exact(Match match, Sought sought) throws IOException {
    if (match.where() == Where.FINAL) {
      return match;
    }
    try (var points = new Points(match.folder().resolve("metrics.jsonl"))) {
      while (points.next()) {
        if (points.name().equals(match.metric()) && sought.fit(points.value()) >= 0) {
          return new Match(
              match.run(),
              match.folder(),
              match.metric(),
              points.value(),
              match.where(),
              points.step(),
              match.fit());
        }
      }
    } catch (IOException e) {
      return match.where() == Where.STEP ? null : match;
    }
    return match.where() == Where.STEP ? null : match;
  }
}
