package dev.runlog.capture.metrics;

import static java.util.Objects.requireNonNull;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.capture.python.Turns;
import dev.runlog.model.MetricPoint;
import dev.runlog.model.Observation;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The metrics in the lines of train.log, each program's lines read by themselves.
final class PrintedByPrograms {
  private static final int MOST_PROGRAMS = 1000;

  private final Setting setting;
  private final Sink sink;
  private final Clock clock;
  private final Turns turns;
  private final Map<String, MetricLines> readers = new LinkedHashMap<>();
  private @Nullable LogTail log;

  PrintedByPrograms(Setting setting, Sink sink) {
    this.setting = setting;
    this.sink = sink;
    this.clock = setting.world().clock();
    this.turns = new Turns(setting);
  }

  void of(LogTail log) {
    this.log = log;
  }

  void look() throws IOException {
    turns.look();
  }

  void line(String text, boolean overwritten) {
    var program = turns.at(requireNonNull(log).lineEnd());
    var known = readers.size() < MOST_PROGRAMS || readers.containsKey(program) ? program : "";
    readers.computeIfAbsent(known, this::reader).line(text, overwritten, clock.millis() / 1e3);
  }

  private MetricLines reader(String program) {
    return new MetricLines(
        (name, value, step, time) -> {
          if (!setting.redactor().isSecretName(name)) {
            var point = new MetricPoint(name, value, step, time, "stdout");
            sink.accept(new Observation.Metric(point, program));
          }
        });
  }

  /// Whether metrics were left out because there were too many.
  boolean full() {
    return readers.values().stream().anyMatch(MetricLines::full);
  }

  void end() {
    readers.values().forEach(MetricLines::end);
  }
}
