package dev.runlog.query;

import java.util.Arrays;

/// A series of any length in bounded memory: the steps fall into at most 4,096 buckets of equal
/// width, each of which keeps its extremes and its last value. Steps may come in any order.
public final class Series {
  private static final int BUCKETS = 4096;

  private final double[] min = new double[BUCKETS];
  private final double[] max = new double[BUCKETS];
  private final double[] last = new double[BUCKETS];
  private double base;
  private double width = 1;
  private double scale = 1;
  private double lowest = Double.POSITIVE_INFINITY;
  private double highest = Double.NEGATIVE_INFINITY;
  private double lastValue = Double.NaN;
  private long count;
  private long notFinite;

  /// The points whose steps are from `from` to below `to`.
  public record Bucket(double from, double to, double min, double max, double last) {}

  public Series() {
    Arrays.fill(min, Double.POSITIVE_INFINITY);
    Arrays.fill(max, Double.NEGATIVE_INFINITY);
  }

  /// Adds a point; one that is not finite is only counted.
  public void add(double step, double value) {
    if (count++ == 0) {
      base = step;
    }
    lastValue = value;
    if (!(Math.abs(value) <= Double.MAX_VALUE) || !(Math.abs(step) <= 1e300)) {
      notFinite++;
      return;
    }
    lowest = Math.min(lowest, step);
    highest = Math.max(highest, step);
    double at = (step - base) * scale;
    while (at < 0 || at >= BUCKETS) {
      widen(at < 0);
      at = (step - base) * scale;
    }
    int bucket = (int) at;
    if (value < min[bucket]) {
      min[bucket] = value;
    }
    if (value > max[bucket]) {
      max[bucket] = value;
    }
    last[bucket] = value;
  }

  /// Buckets of double width, with room above or below.
  private void widen(boolean below) {
    int half = BUCKETS / 2;
    if (below) {
      base -= BUCKETS * width;
    }
    for (int i = 0; i < half; i++) {
      int to = below ? BUCKETS - 1 - i : i;
      int from = below ? BUCKETS - 2 - 2 * i : 2 * i;
      merge(from, to);
    }
    int empty = below ? 0 : half;
    Arrays.fill(min, empty, empty + half, Double.POSITIVE_INFINITY);
    Arrays.fill(max, empty, empty + half, Double.NEGATIVE_INFINITY);
    width *= 2;
    scale = 1 / width;
  }

  private void merge(int from, int to) {
    double later = max[from + 1] >= min[from + 1] ? last[from + 1] : last[from];
    double least = Math.min(min[from], min[from + 1]);
    double greatest = Math.max(max[from], max[from + 1]);
    min[to] = least;
    max[to] = greatest;
    last[to] = later;
  }

  /// How many points there were.
  public long count() {
    return count;
  }

  /// How many of them were NaN or infinite.
  public long notFinite() {
    return notFinite;
  }

  /// Whether there is nothing to draw.
  public boolean isEmpty() {
    return lowest > highest;
  }

  /// The value that was added last.
  public double lastValue() {
    return lastValue;
  }

  /// The least step of a finite value.
  public double lowest() {
    return lowest;
  }

  /// The greatest step of a finite value.
  public double highest() {
    return highest;
  }

  /// The buckets that have points, in the order of their steps.
  public java.util.List<Bucket> buckets() {
    var buckets = new java.util.ArrayList<Bucket>();
    for (int i = 0; i < BUCKETS; i++) {
      if (max[i] >= min[i]) {
        double from = base + i * width;
        buckets.add(new Bucket(from, from + width, min[i], max[i], last[i]));
      }
    }
    return buckets;
  }
}
