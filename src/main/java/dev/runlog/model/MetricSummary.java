package dev.runlog.model;

import org.jspecify.annotations.Nullable;

/// A metric's series in short. Values that are not finite are written as the strings NaN,
/// Infinity and -Infinity.
public record MetricSummary(
    long count,
    Object first,
    Object last,
    @Nullable Double min,
    @Nullable Double max,
    @Nullable Long bestStep,
    String source) {}
