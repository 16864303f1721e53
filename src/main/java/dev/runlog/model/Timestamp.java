package dev.runlog.model;

import org.jspecify.annotations.Nullable;

/// When a run started and ended: ISO-8601 local time with offset; the duration is measured by a
/// clock that does not jump.
public record Timestamp(String start, @Nullable String end, @Nullable Double durationSeconds) {}
