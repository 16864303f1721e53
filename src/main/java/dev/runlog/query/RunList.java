package dev.runlog.query;

import dev.runlog.index.Catalog;
import dev.runlog.index.Column;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Some runs of a catalog in an order, with the values of any key.
public final class RunList {
  private static final String METRICS = "metrics.";
  private static final String CONFIG = "config.";
  private static final List<String> OF_A_SERIES = List.of(".max", ".min", ".first", ".best_step");

  private final Catalog catalog;
  private final int[] runs;
  private final Map<String, Column> columns;

  private RunList(Catalog catalog, int[] runs, Map<String, Column> columns) {
    this.catalog = catalog;
    this.runs = runs;
    this.columns = columns;
  }

  /// Every run, newest first.
  public static RunList all(Catalog catalog) {
    return new RunList(catalog, catalog.newestFirst(), new HashMap<>());
  }

  /// Every run, in no order that anything may rely on.
  public static RunList unordered(Catalog catalog) {
    var runs = IntStream.range(0, catalog.size()).filter(catalog::isLiving).toArray();
    return new RunList(catalog, runs, new HashMap<>());
  }

  private RunList of(int[] some) {
    return new RunList(catalog, some, columns);
  }

  public int size() {
    return runs.length;
  }

  public Path folder(int i) {
    return catalog.folder(runs[i]);
  }

  /// The value of the i-th run: Boolean, Double, String, a list of texts, or null.
  public @Nullable Object value(int i, String key) {
    return column(key).value(runs[i]);
  }

  private Column column(String key) {
    return columns.computeIfAbsent(key, catalog::column);
  }

  /// The first runs of the list.
  public RunList first(int most) {
    return of(Arrays.copyOf(runs, Math.min(most, runs.length)));
  }

  /// The number of the i-th run in its catalog.
  public int number(int i) {
    return runs[i];
  }

  /// The runs whose value of a key is another text, or that have none.
  public RunList without(String key, String text) {
    var fits = new BitSet();
    column(key).matching(text::equals, fits::set);
    return having(run -> !fits.get(run));
  }

  /// The runs whose number is wanted.
  public RunList having(IntPredicate wanted) {
    return of(Arrays.stream(runs).filter(wanted).toArray());
  }

  /// The i-th run alone.
  public RunList only(int i) {
    return of(new int[] {runs[i]});
  }

  /// The runs that a filter lets through.
  public RunList where(Filter filter) {
    var values =
        new Values() {
          private int run;

          @Override
          public @Nullable Object of(String key) {
            return column(key).value(run);
          }

          @Override
          public boolean has(String key) {
            return column(key).has(run);
          }
        };
    return of(
        Arrays.stream(runs)
            .filter(
                run -> {
                  values.run = run;
                  return filter.test(values);
                })
            .toArray());
  }

  /// The runs with the least or the greatest numbers of a key, at most so many, best first, of
  /// equal ones the newest.
  public RunList extreme(String key, boolean less, int most) {
    var column = column(key);
    var start = catalog.starts();
    var best = new int[Math.min(most, runs.length)];
    var values = new double[best.length];
    int count = 0;
    for (int run : runs) {
      double value = less ? column.number(run) : -column.number(run);
      if (Double.isNaN(value)) {
        continue;
      }
      int at = count;
      while (at > 0
          && (value < values[at - 1]
              || (value == values[at - 1] && start.number(run) > start.number(best[at - 1])))) {
        at--;
      }
      if (at < best.length) {
        count = Math.min(count + 1, best.length);
        System.arraycopy(values, at, values, at + 1, count - at - 1);
        System.arraycopy(best, at, best, at + 1, count - at - 1);
        values[at] = value;
        best[at] = run;
      }
    }
    return of(Arrays.copyOf(best, count));
  }

  /// Ordered by a key: numbers before texts, runs without it last; equal ones as they were.
  public RunList sortedBy(String key, boolean descending) {
    var column = column(key);
    var boxed = new ArrayList<Integer>(runs.length);
    for (int run : runs) {
      boxed.add(run);
    }
    boxed.sort((a, b) -> compare(column.value(a), column.value(b), descending));
    return of(boxed.stream().mapToInt(Integer::intValue).toArray());
  }

  private static int compare(@Nullable Object a, @Nullable Object b, boolean descending) {
    int rank = Integer.compare(rank(a), rank(b));
    if (rank != 0 || a == null || b == null) {
      return rank;
    }
    int order =
        a instanceof Double x && b instanceof Double y
            ? Double.compare(x, y)
            : a.toString().compareTo(b.toString());
    return descending ? -order : order;
  }

  private static int rank(@Nullable Object value) {
    return value == null ? 2 : value instanceof Double number && !number.isNaN() ? 0 : 1;
  }

  /// The names of the metrics that the listed runs have, with a value of one of them.
  public Map<String, Double> metrics() {
    var names = new TreeMap<String, Double>();
    for (var key : catalog.keys()) {
      if (key.startsWith(METRICS) && !isOfASeries(key)) {
        for (int run : runs) {
          double value = column(key).number(run);
          if (!Double.isNaN(value)) {
            names.put(key.substring(METRICS.length()), value);
            break;
          }
        }
      }
    }
    return names;
  }

  private boolean isOfASeries(String key) {
    return OF_A_SERIES.stream()
        .anyMatch(
            end ->
                key.endsWith(end)
                    && catalog.keys().contains(key.substring(0, key.length() - end.length())));
  }

  /// The parameters that differ among the listed runs: numbers first, then those that take the
  /// most values.
  public List<String> differing() {
    var count = new HashMap<String, Long>();
    for (var key : catalog.keys()) {
      if (key.startsWith(CONFIG)) {
        long values = Arrays.stream(runs).mapToObj(run -> text(key, run)).distinct().count();
        boolean isNumber =
            Arrays.stream(runs).anyMatch(run -> !Double.isNaN(column(key).number(run)));
        if (values > 1) {
          count.put(key.substring(CONFIG.length()), values + (isNumber ? runs.length : 0));
        }
      }
    }
    return count.entrySet().stream()
        .sorted(
            (a, b) -> {
              int order = Long.compare(b.getValue(), a.getValue());
              return order == 0 ? a.getKey().compareTo(b.getKey()) : order;
            })
        .map(Map.Entry::getKey)
        .toList();
  }

  private String text(String key, int run) {
    return column(key).has(run) ? Objects.toString(column(key).value(run)) : "";
  }
}
