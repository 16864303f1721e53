package dev.runlog.capture.python;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.model.Observation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The Python processes of a run, and which of them run the user's program itself.
final class Processes {
  private final Setting setting;
  private final Sink sink;
  private final List<PythonProcess> all = new ArrayList<>();
  private final Map<String, @Nullable Object> frameworks = new LinkedHashMap<>();

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

  /// Whether none of these processes is a Python that itself runs a program of the user's: a
  /// script that another script starts is a tool of that one.
  boolean noneRunsAProgram(List<Long> parents) {
    return all.stream()
        .noneMatch(process -> process.runsAProgram() && parents.contains(process.pid()));
  }

  boolean isMain(long pid) {
    return all.stream().anyMatch(process -> process.pid() == pid && process.isMain());
  }
}
