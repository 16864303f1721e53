package dev.runlog.capture.python;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.model.Observation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The Python processes of a run, and which of them run a program.
final class Processes {
  private final Setting setting;
  private final Sink sink;
  private final List<PythonProcess> all = new ArrayList<>();
  private final Map<String, @Nullable Object> frameworks = new LinkedHashMap<>();
  private long seedCallsElsewhere;

  Processes(Setting setting, Sink sink) {
    this.setting = setting;
    this.sink = sink;
  }

  PythonProcess add() {
    var process = new PythonProcess(this);
    all.add(process);
    return process;
  }

  Setting setting() {
    return setting;
  }

  void say(Observation observation) {
    sink.accept(observation);
  }

  /// The versions of the frameworks that any process has loaded.
  void framework(Map<String, @Nullable Object> versions) {
    frameworks.putAll(versions);
    sink.accept(
        new Observation.Detail(
            Observation.Section.ENVIRONMENT, "framework", Map.copyOf(frameworks)));
  }

  /// Counts the calls that set a seed in a worker or another rank.
  void seededElsewhere(long calls) {
    seedCallsElsewhere += calls;
    sink.accept(
        new Observation.Detail(
            Observation.Section.DETERMINISTIC, "seed_calls_elsewhere", seedCallsElsewhere));
  }

  /// The program of the nearest of these processes that runs one; null where none does.
  @Nullable String programOf(List<Long> parents) {
    for (var pid : parents) {
      var process = of(pid);
      if (process != null && !process.program().isEmpty()) {
        return process.program();
      }
    }
    return null;
  }

  /// The newest process with this number.
  @Nullable PythonProcess of(long pid) {
    return all.reversed().stream().filter(process -> process.pid() == pid).findFirst().orElse(null);
  }
}
