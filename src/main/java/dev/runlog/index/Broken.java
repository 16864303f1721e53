package dev.runlog.index;

/// A folder whose run.json is no record: `why` in words.
public record Broken(String name, long stamp, String why) {}
