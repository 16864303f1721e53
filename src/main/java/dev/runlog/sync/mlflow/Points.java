package dev.runlog.sync.mlflow;

import dev.runlog.model.MetricPoint;
import dev.runlog.sync.Outgoing;
import dev.runlog.sync.PushFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// Sends the points of a run that are not there yet. A tag of the run says how many are, and
/// their checksum: it goes with the last of them, so that a push that was cut off is gone on with
/// from there. Where the beginning is no longer the same, all are sent; MLflow's database keeps
/// equal ones once.
final class Points {
  private static final String TAG = "runlog.points";

  private final Outgoing run;
  private final Names names;
  private final Batch batch;
  private final CRC32 sum = new CRC32();
  private long seen;
  private long sent;

  /// Carries a failure through a reader of points.
  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1;
    final transient PushFailure failure;

    Stop(PushFailure failure) {
      super(failure);
      this.failure = failure;
    }
  }

  Points(Outgoing run, Names names, Batch batch) {
    this.run = run;
    this.names = names;
    this.batch = batch;
  }

  /// Sends them and returns how many; `mark` is what the tag says now.
  long send(@Nullable String mark) throws PushFailure {
    long there = there(mark);
    read(
        point -> {
          count(point);
          if (seen > there) {
            add(point);
          }
        });
    if (sent > 0) {
      batch.tag(TAG, mark());
      batch.send();
    }
    return sent;
  }

  /// How many points are there already: none where the checksum does not fit.
  private long there(@Nullable String mark) throws PushFailure {
    if (mark == null || !mark.matches("\\d{1,18} [0-9a-f]+")) {
      return 0;
    }
    long count = Long.parseLong(mark.substring(0, mark.indexOf(' ')));
    boolean[] fits = {false};
    read(
        point -> {
          count(point);
          fits[0] |= seen == count && mark().equals(mark);
        });
    sum.reset();
    seen = 0;
    return fits[0] ? count : 0;
  }

  private interface Taker {
    void take(MetricPoint point) throws PushFailure;
  }

  private void read(Taker taker) throws PushFailure {
    try {
      run.points(
          point -> {
            try {
              taker.take(point);
            } catch (PushFailure e) {
              throw new Stop(e);
            }
          });
    } catch (Stop stop) {
      throw stop.failure;
    } catch (IOException e) {
      throw PushFailure.lasting("metrics.jsonl cannot be read: " + e.getMessage());
    }
  }

  private void count(MetricPoint point) {
    seen++;
    var text = point.name() + " " + point.value() + " " + point.step() + " " + point.time() + "\n";
    sum.update(text.getBytes(StandardCharsets.UTF_8));
  }

  private String mark() {
    return seen + " " + Long.toHexString(sum.getValue());
  }

  private void add(MetricPoint point) throws PushFailure {
    long step = point.step() == null ? 0 : point.step();
    batch.metric(
        tree(names.of(point.name()), point.value(), Math.round(point.time() * 1000), step));
    sent++;
    if (!batch.hasRoom()) {
      batch.tag(TAG, mark());
      batch.send();
    }
  }

  static Map<String, ?> tree(String key, double value, long millis, long step) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("key", key);
    tree.put("value", value);
    tree.put("timestamp", millis);
    tree.put("step", step);
    return tree;
  }
}
