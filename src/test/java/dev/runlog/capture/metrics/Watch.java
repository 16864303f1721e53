package dev.runlog.capture.metrics;

import dev.runlog.capture.Source;
import dev.runlog.capture.TestSetting;
import dev.runlog.model.MetricPoint;
import dev.runlog.model.Observation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// One source beside a command whose end the test decides, and what it observed.
final class Watch {
  private final TestSetting setting;
  private final Thread thread;
  private final Source source;
  private long started;
  private volatile Throwable failure;

  Watch(Path folder, Source source) {
    this.source = source;
    setting = new TestSetting(folder, folder).outputs(folder).home(folder);
    thread =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  try {
                    source.during(setting, setting);
                  } catch (Throwable e) {
                    failure = e;
                  }
                });
  }

  Watch start() {
    started = System.nanoTime();
    thread.start();
    return this;
  }

  /// The command has ended; returns when the source has.
  Watch finish() throws Exception {
    setting.end();
    thread.join();
    if (failure != null) {
      throw new AssertionError(failure);
    }
    return this;
  }

  /// What the source says of a run that is settled.
  Watch settle() throws Exception {
    setting.end();
    source.settle(setting, setting);
    return this;
  }

  /// Whether the source has been beside the command for some time.
  boolean looked(Duration time) {
    return System.nanoTime() - started > time.toNanos();
  }

  List<Observation> seen() {
    return setting.observed();
  }

  List<MetricPoint> points() {
    return setting.observed(Observation.Metric.class).stream()
        .map(Observation.Metric::point)
        .toList();
  }

  List<String> gaps() {
    return setting.gaps();
  }
}
