package dev.runlog.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the user asked `runlog run` for, as typed.
public record Request(
    List<String> argv,
    @Nullable String name,
    @Nullable String message,
    @Nullable String parent,
    @Nullable String group,
    List<String> tags,
    List<String> data,
    @Nullable String output,
    boolean quiet,
    boolean observeFiles) {}
