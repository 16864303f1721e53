package dev.runlog.record;

import dev.runlog.model.Direction;
import dev.runlog.model.MetricPoint;
import dev.runlog.model.MetricSummary;
import org.jspecify.annotations.Nullable;

/// The points of one metric that came by one way, in short.
final class MetricSeries {
  private final String source;
  private final double first;
  private long count;
  private double last;
  private double lastTime;
  private int decimals;
  private @Nullable MetricPoint least;
  private @Nullable MetricPoint greatest;

  MetricSeries(MetricPoint point) {
    source = point.source();
    first = point.value();
  }

  String source() {
    return source;
  }

  String way() {
    return Reporters.way(source);
  }

  double last() {
    return last;
  }

  /// When the last point was reported, in seconds since the epoch.
  double lastTime() {
    return lastTime;
  }

  long count() {
    return count;
  }

  void add(MetricPoint point) {
    count++;
    last = point.value();
    lastTime = point.time();
    if (!Double.isFinite(point.value())) {
      return;
    }
    decimals = Math.max(decimals, decimals(point.value()));
    if (least == null || point.value() < least.value()) {
      least = point;
    }
    if (greatest == null || point.value() > greatest.value()) {
      greatest = point;
    }
  }

  /// How many digits stand behind the point, as the shortest form of a number has them.
  private static int decimals(double value) {
    var text = Double.toString(value);
    int point = text.indexOf('.');
    int e = text.indexOf('E');
    int end = e < 0 ? text.length() : e;
    int digits = text.endsWith(".0") ? 0 : end - point - 1;
    return e < 0 ? digits : Math.max(0, digits - Integer.parseInt(text, e + 1, text.length(), 10));
  }

  /// Whether both ended with the same number, as far as the one with fewer digits tells.
  boolean agrees(MetricSeries other) {
    if (!Double.isFinite(last) || !Double.isFinite(other.last)) {
      return Double.compare(last, other.last) == 0
          && least != null
          && agreed(other, least, other.least);
    }
    return close(last, other.last, Math.min(decimals, other.decimals));
  }

  /// Whether this has the very points of the other, as far as their first and last tell: so many
  /// digits are no chance.
  boolean repeats(MetricSeries other) {
    return count == other.count
        && Double.compare(first, other.first) == 0
        && Double.compare(last, other.last) == 0
        && decimals >= 8;
  }

  /// Whether the last point is the very last one of the other; its digits are no chance.
  boolean endsAs(MetricSeries other) {
    return Double.compare(last, other.last) == 0 && decimals >= 8;
  }

  /// Whether the first of two points is the last one of the other.
  boolean beginsAs(MetricSeries other) {
    return count == 2 && Double.compare(first, other.last) == 0;
  }

  private boolean agreed(MetricSeries other, MetricPoint one, @Nullable MetricPoint two) {
    return two != null && close(one.value(), two.value(), Math.min(decimals, other.decimals));
  }

  /// Equal, or equal when rounded to so many decimals, where these leave two digits that tell.
  private static boolean close(double one, double two, int decimals) {
    double apart = Math.abs(one - two);
    double rounding = 0.501 * Math.pow(10, -decimals);
    double most = 1e-6 * Math.abs(one);
    return apart <= (rounding <= 0.01 * Math.abs(one) ? rounding + most : most);
  }

  MetricSummary summary(Direction direction) {
    var best =
        switch (direction) {
          case LESS -> least;
          case MORE -> greatest;
          case UNKNOWN -> null;
        };
    return new MetricSummary(
        count,
        first,
        last,
        least == null ? null : (Double) least.value(),
        greatest == null ? null : (Double) greatest.value(),
        best == null ? null : best.step(),
        source);
  }
}
