package dev.runlog.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The command as it was started, and how it ended. `typed` is the command line before
/// `{run_dir}` in it was replaced, null where it held none. `cause` is one of exit, exception,
/// interrupt, sigterm, timeout, oom, preempted, host-restart, unknown; `evidence` is what the
/// cause was read from.
public record Command(
    List<String> argv,
    @Nullable List<String> typed,
    String cwd,
    @Nullable String shell,
    @Nullable String user,
    @Nullable String host,
    @Nullable Long pid,
    @Nullable Long pidStartedMs,
    @Nullable String bootId,
    @Nullable Integer exitCode,
    @Nullable String signal,
    @Nullable String cause,
    @Nullable String evidence,
    List<Map<String, @Nullable Object>> attempts) {}
