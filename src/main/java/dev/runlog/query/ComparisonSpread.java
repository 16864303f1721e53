package dev.runlog.query;

import java.util.List;

/// What the same setup gives with other seeds: `n` runs, their mean and standard deviation (of
/// the sample, n - 1).
public record ComparisonSpread(int n, double mean, double sd) {

  static ComparisonSpread of(List<Double> values) {
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return new ComparisonSpread(
        values.size(),
        mean,
        values.size() < 2 ? Double.NaN : Math.sqrt(squares / (values.size() - 1)));
  }

  /// One deviation for two setups, each about its own mean.
  static double pooled(List<ComparisonSpread> spreads) {
    double squares = 0;
    int freedom = 0;
    for (var spread : spreads) {
      if (spread.n >= 2) {
        squares += spread.sd * spread.sd * (spread.n - 1);
        freedom += spread.n - 1;
      }
    }
    return freedom == 0 ? Double.NaN : Math.sqrt(squares / freedom);
  }
}
