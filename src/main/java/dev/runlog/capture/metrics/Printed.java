package dev.runlog.capture.metrics;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.model.MetricPoint;
import dev.runlog.model.Observation;

/// Metrics in what a program printed to somewhere else than its standard output, such as the cells
/// of a notebook.
public final class Printed {
  private final MetricLines metrics;
  private final StringBuilder line = new StringBuilder();

  /// `program` is the id of the program that prints.
  public Printed(Setting setting, String program, Sink sink) {
    metrics =
        new MetricLines(
            (name, value, step, time) -> {
              if (!setting.redactor().isSecretName(name)) {
                sink.accept(
                    new Observation.Metric(
                        new MetricPoint(name, value, step, time, "stdout"), program));
              }
            });
  }

  /// A piece of what was printed, at a time in seconds since the epoch.
  public void print(String text, double time) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\n' && c != '\r') {
        line.append(c);
      } else if (!line.isEmpty()) {
        metrics.line(line.toString(), c == '\r', time);
        line.setLength(0);
      }
    }
  }

  /// Nothing more is printed.
  public void end() {
    metrics.end();
  }
}
