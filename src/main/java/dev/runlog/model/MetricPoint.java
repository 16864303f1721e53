package dev.runlog.model;

import org.jspecify.annotations.Nullable;

/// One value of a metric: `step` null where the program gave none, `time` in seconds since the
/// epoch, `source` as in metrics.jsonl (stdout, tensorboard, python, file:results.csv).
public record MetricPoint(
    String name, double value, @Nullable Long step, double time, String source) {}
