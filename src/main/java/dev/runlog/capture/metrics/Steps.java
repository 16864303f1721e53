package dev.runlog.capture.metrics;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives each metric its steps. The first line of a metric decides how it is counted for good:
///
/// - by a step or iteration that the line names;
/// - by batch, `epoch * batches + batch`, where the line names an epoch and `[i/n]`;
/// - by epoch, also where the first line is the last batch of an epoch;
/// - by `[i/n]` alone, going on where it starts again from the beginning;
/// - else by how often it was printed, from 1.
///
/// A later line that does not say what its metric is counted by belongs to the step reached.
final class Steps {
  private static final int MAX_SERIES = 5_000;

  private enum By {
    STEP,
    BATCH,
    EPOCH,
    POSITION,
    TURN
  }

  private static final class Series {
    final By by;
    long last = Long.MIN_VALUE;
    long base;
    long raw;
    @Nullable Long epoch;
    double value;
    boolean any;

    Series(By by) {
      this.by = by;
    }
  }

  private final Map<String, Series> series = new HashMap<>();

  /// The step of a new value; null where it says again what was said, or where there are too many
  /// metrics already.
  @Nullable Long next(String name, double value, Counters counters) {
    var one = series.get(name);
    if (one == null) {
      if (series.size() >= MAX_SERIES) {
        return null;
      }
      one = new Series(by(counters));
      series.put(name, one);
    }
    long step = step(one, counters);
    boolean again = one.any && one.last == step && Double.compare(one.value, value) == 0;
    one.any = true;
    one.last = step;
    one.value = value;
    return again ? null : step;
  }

  /// Whether metrics were left out because there were too many.
  boolean full() {
    return series.size() >= MAX_SERIES;
  }

  private static By by(Counters counters) {
    if (counters.step() != null) {
      return By.STEP;
    }
    if (counters.epoch() != null) {
      return counters.position() == null || counters.length() == null || counters.complete()
          ? By.EPOCH
          : By.BATCH;
    }
    return counters.position() != null ? By.POSITION : By.TURN;
  }

  private static long step(Series one, Counters counters) {
    var epoch = counters.epoch();
    var position = counters.position();
    var length = counters.length();
    return switch (one.by) {
      case STEP -> counters.step() == null ? one.last : onward(one, counters.step(), epoch);
      case EPOCH -> epoch == null ? one.last : epoch;
      case BATCH ->
          epoch == null || position == null || length == null
              ? one.last
              : epoch * length + position;
      case POSITION -> position == null ? one.last : onward(one, position, null);
      case TURN -> one.any ? one.last + 1 : 1;
    };
  }

  /// A count that starts again, with the next epoch or bar, goes on from where it was.
  private static long onward(Series one, long raw, @Nullable Long epoch) {
    boolean again = one.any && raw < one.raw;
    boolean next =
        one.by == By.POSITION || (epoch != null && one.epoch != null && epoch > one.epoch);
    if (again && next) {
      one.base = one.last;
    }
    one.raw = raw;
    one.epoch = epoch;
    return one.base + raw;
  }
}
