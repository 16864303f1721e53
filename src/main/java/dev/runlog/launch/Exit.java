package dev.runlog.launch;

import org.jspecify.annotations.Nullable;

/// How a command ended: `code` as a shell shows it, 128+N for signal N. `signal` (`KILL`, `TERM`
/// ...) is read from the code alone, because Java does not tell `exit 137` from SIGKILL.
/// `forwarded` is the last signal that runlog itself passed on. `cpuSeconds` is user and system
/// time of the command and of the children it waited for.
public record Exit(
    int code, @Nullable String signal, @Nullable String forwarded, double cpuSeconds) {}
