package dev.runlog.record;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.launch.Exit;
import dev.runlog.model.MetricPoint;
import dev.runlog.model.Observation;
import dev.runlog.model.World;
import dev.runlog.plan.Plan;
import dev.runlog.redact.Redactor;
import dev.runlog.store.MetricsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One run while it is recorded: what its sources may know, and where their observations go.
final class Session implements Setting, Sink, AutoCloseable {
  private final Plan plan;
  private final World world;
  private final Redactor redactor;
  private final Path folder;
  private final Instant started;
  private final OwnPath ownPath;
  private final MetricsFile metricsFile;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Map<String, String> childEnvironment;
  private final List<Observation> observed = new ArrayList<>();
  private final Fold fold = new Fold();
  private final Map<String, Integer> passOver = new HashMap<>();
  private volatile long pid = -1;
  private long changes;

  Session(Plan plan, World world, Redactor redactor, Path folder, Instant started) {
    this.plan = plan;
    this.world = world;
    this.redactor = redactor;
    this.folder = folder;
    this.started = started;
    this.childEnvironment = new HashMap<>(plan.env());
    this.ownPath = new OwnPath(folder);
    this.metricsFile = new MetricsFile(folder.resolve("metrics.jsonl"));
  }

  @Override
  public void accept(Observation observation) {
    MetricPoint told = null;
    synchronized (fold) {
      if (observation instanceof Observation.Metric metric) {
        told = fold.reporters.told(metric);
        if (isPassedOver(told)) {
          return;
        }
      }
      fold.add(
          observation instanceof Observation.Parameter parameter
              ? ownPath.symbolic(parameter)
              : observation);
      changes++;
      if (!(observation instanceof Observation.Metric)) {
        observed.add(observation);
      }
    }
    if (told != null) {
      append(told);
    }
  }

  private boolean isPassedOver(MetricPoint point) {
    var left = passOver.get(way(point));
    if (left == null || left == 0) {
      return false;
    }
    passOver.put(way(point), left - 1);
    return true;
  }

  private static String way(MetricPoint point) {
    return point.source() + "\n" + point.name();
  }

  private void append(MetricPoint point) {
    try {
      metricsFile.append(point);
    } catch (IOException e) {
      accept(new Observation.Gap("metrics.jsonl", "could not be written: " + e.getMessage()));
    }
  }

  /// Takes points that are in metrics.jsonl already: they are folded but not written again, and as
  /// many of each metric of a source are passed over when it tells them once more.
  void passOver(List<MetricPoint> written) {
    synchronized (fold) {
      fold.reporters.written(written);
      for (var point : written) {
        fold.metrics.add(point);
        passOver.merge(way(point), 1, Integer::sum);
      }
    }
  }

  /// What has been observed; only for a session that has ended.
  Fold fold() {
    return fold;
  }

  /// What the program said for run.md, by element.
  Map<String, String> said() {
    synchronized (fold) {
      return fold.remarks.all();
    }
  }

  /// Reads the fold while nothing is added to it.
  void withFold(Consumer<Fold> reader) {
    synchronized (fold) {
      reader.accept(fold);
    }
  }

  /// How much was observed so far; grows with every observation.
  long changes() {
    synchronized (fold) {
      return changes;
    }
  }

  /// How the run ended, from its exit and from what was seen inside.
  Cause cause(Exit exit, long oomKills) {
    synchronized (fold) {
      return Cause.of(exit, fold.endings, plan.argv(), oomKills);
    }
  }

  void started(long pid) {
    this.pid = pid;
  }

  void ended() {
    ended.countDown();
  }

  @Override
  public Plan plan() {
    return plan;
  }

  @Override
  public World world() {
    return world;
  }

  @Override
  public Redactor redactor() {
    return redactor;
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public Instant started() {
    return started;
  }

  @Override
  public OptionalLong pid() {
    return pid < 0 ? OptionalLong.empty() : OptionalLong.of(pid);
  }

  @Override
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    return ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public List<Observation> observed() {
    synchronized (fold) {
      return List.copyOf(observed);
    }
  }

  @Override
  public Map<String, String> childEnvironment() {
    return childEnvironment;
  }

  @Override
  public void close() throws IOException {
    metricsFile.close();
  }
}
