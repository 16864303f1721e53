package dev.runlog.importer;

import dev.runlog.capture.metrics.Wire;
import dev.runlog.json.Nested;
import dev.runlog.model.MetricPoint;
import dev.runlog.model.Observation;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the records of a W&B log say; their field numbers are those of wandb_internal.proto.
final class WandbRun implements WandbLog.Records {
  private static final String WHY = "wandb";
  private static final int LONGEST_LOG = 64 << 20;
  private static final int NAMED = 8;

  private final Found found;
  private final Map<String, @Nullable Object> config = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> summary = new LinkedHashMap<>();
  private final Set<String> metrics = new LinkedHashSet<>();
  private final Set<String> others = new TreeSet<>();
  private final List<MetricPoint> system = new ArrayList<>();
  private final StringBuilder log = new StringBuilder();
  private @Nullable Instant start;
  private @Nullable Long exit;
  private double last;
  private String id = "";
  private String project = "";

  WandbRun(Found found) {
    this.found = found;
  }

  boolean isKnown() {
    return !id.isEmpty();
  }

  /// The identity of a RunRecord.
  String id(Wire run) {
    run(run);
    return project + "/" + id + (start == null ? "" : "@" + start);
  }

  @Override
  public boolean record(byte[] data) {
    for (var record = new Wire(data); record.next(); ) {
      if (!record.delimited()) {
        continue;
      }
      var message = record.message();
      switch (record.field()) {
        case 2 -> history(message);
        case 3 -> items(message, summary);
        case 4, 13 -> output(message);
        case 5 -> items(message, config);
        case 7 -> stats(message);
        case 17 -> run(message);
        case 18 -> exit(message);
        case 26 -> environment(message);
        default -> {} // artifacts, telemetry, requests
      }
    }
    return true;
  }

  private void run(Wire run) {
    var tags = new ArrayList<String>();
    while (run.next()) {
      switch (run.field()) {
        case 1 -> id = run.text();
        case 2 -> found.fact("imported_from.entity", run.text(), WHY);
        case 3 -> project = run.text();
        case 4 -> items(run.message(), config);
        case 5 -> items(run.message(), summary);
        case 6 -> found.fact("group", run.text(), WHY);
        case 7 -> found.fact("imported_from.job_type", run.text(), WHY);
        case 8 -> found.fact("name", run.text(), WHY);
        case 9 -> found.fact("hypothesis", run.text(), WHY);
        case 10 -> tags.add(run.text());
        case 12 -> found.fact("imported_from.sweep", run.text(), WHY);
        case 13 -> found.fact("command.host", run.text(), WHY);
        case 17 -> start = time(run.message());
        case 21 -> git(run.message());
        default -> {}
      }
    }
    found.fact("tags", tags.isEmpty() ? null : tags, WHY);
    found.fact("imported_from.run_id", id, WHY);
    found.fact("imported_from.project", project, WHY);
    found.fact("timestamp.start", start, WHY);
  }

  private static Instant time(Wire timestamp) {
    long seconds = 0;
    long nanos = 0;
    while (timestamp.next()) {
      seconds = timestamp.field() == 1 ? timestamp.number() : seconds;
      nanos = timestamp.field() == 2 ? timestamp.number() : nanos;
    }
    return Instant.ofEpochMilli(seconds * 1000 + nanos / 1_000_000);
  }

  private void git(Wire git) {
    while (git.next()) {
      found.fact(git.field() == 1 ? "git.remote" : "git.commit", git.text(), WHY);
    }
  }

  /// `update` and `remove` of a config, a summary.
  private static void items(Wire record, Map<String, @Nullable Object> into) {
    while (record.next()) {
      if ((record.field() == 1 || record.field() == 2) && record.delimited()) {
        var item = Item.of(record.message());
        if (record.field() == 1) {
          item.flat().forEach(into::put);
        } else {
          into.remove(item.key());
        }
      }
    }
  }

  /// A key, of several levels or one, with a value.
  private record Item(String key, @Nullable Object value) {

    static Item of(Wire item) {
      var key = "";
      var levels = new ArrayList<String>();
      var json = "null";
      while (item.next()) {
        switch (item.field()) {
          case 1 -> key = item.text();
          case 2 -> levels.add(item.text());
          case 16 -> json = item.text();
          default -> {}
        }
      }
      return new Item(levels.isEmpty() ? key : String.join(".", levels), value(json));
    }

    private static @Nullable Object value(String json) {
      try {
        return dev.runlog.json.Json.readLenient(json);
      } catch (IOException e) {
        return json;
      }
    }

    Map<String, @Nullable Object> flat() {
      if (value instanceof Map<?, ?> map && !map.isEmpty()) {
        var flat = new LinkedHashMap<String, @Nullable Object>();
        Nested.flat(map).forEach((below, one) -> flat.put(key + "." + below, one));
        return flat;
      }
      var one = new LinkedHashMap<String, @Nullable Object>();
      one.put(key, value);
      return one;
    }
  }

  private void history(Wire record) {
    var row = new LinkedHashMap<String, @Nullable Object>();
    Long step = null;
    while (record.next()) {
      if (record.field() == 1 && record.delimited()) {
        row.putAll(Item.of(record.message()).flat());
      } else if (record.field() == 2 && record.delimited()) {
        var number = record.message();
        step = number.next() ? number.number() : 0;
      }
    }
    var own = Texts.whole(row.get("_step"));
    var at = Texts.number(row.get("_timestamp"));
    last = at == null ? last : at;
    point(row, own == null ? step : own, at == null ? 0 : at);
  }

  private void point(Map<String, @Nullable Object> row, @Nullable Long step, double time) {
    row.forEach(
        (key, value) -> {
          var number = Texts.number(value);
          if (key.startsWith("_")) {
            return;
          }
          if (number == null) {
            others.add(key);
          } else {
            metrics.add(key);
            found.metric(key, number, step, time, WHY);
          }
        });
  }

  private void output(Wire output) {
    while (output.next()) {
      if (output.field() == 3 && log.length() < LONGEST_LOG) {
        log.append(output.text());
      }
    }
  }

  private void stats(Wire stats) {
    double time = 0;
    var values = new LinkedHashMap<String, @Nullable Object>();
    while (stats.next()) {
      if (stats.field() == 2 && stats.delimited()) {
        time = time(stats.message()).toEpochMilli() / 1e3;
      } else if (stats.field() == 3 && stats.delimited()) {
        values.putAll(Item.of(stats.message()).flat());
      }
    }
    for (var one : values.entrySet()) {
      var number = Texts.number(one.getValue());
      if (number != null && !one.getKey().startsWith("_")) {
        system.add(new MetricPoint("system/" + one.getKey(), number, null, time, WHY));
      }
    }
  }

  private void exit(Wire record) {
    long code = 0;
    long runtime = 0;
    while (record.next()) {
      code = record.field() == 1 ? (int) record.number() : code;
      runtime = record.field() == 2 ? record.number() : runtime;
    }
    exit = code;
    found.fact("command.exit_code", code, WHY);
    found.fact("status", code == 0 ? "finished" : "failed", WHY);
    if (start != null && runtime > 0) {
      found.fact("timestamp.end", start.plusSeconds(runtime), WHY);
    }
  }

  private void environment(Wire environment) {
    var program = new WandbProgram(found);
    var args = new ArrayList<String>();
    String script = null;
    String executable = null;
    while (environment.next()) {
      switch (environment.field()) {
        case 1 -> program.detail("platform", environment.text());
        case 2 -> program.detail("python", environment.text());
        case 5 -> args.add(environment.text());
        case 6 -> script = environment.text();
        case 9 -> git(environment.message());
        case 11 -> found.fact("command.cwd", environment.text(), WHY);
        case 12 -> {
          program.detail("hostname", environment.text());
          found.fact("command.host", environment.text(), WHY);
        }
        case 13 -> found.fact("command.user", environment.text(), WHY);
        case 14 -> executable = environment.text();
        case 16 -> program.detail("cores", environment.number());
        case 18 -> program.detail("gpu", environment.text());
        case 25 -> program.detail("cuda", environment.text());
        default -> {}
      }
    }
    program.argv(executable, script, args);
  }

  /// Says what is only known when all is read.
  void end() {
    config.keySet().removeIf(key -> key.startsWith("_wandb"));
    found.configuration(config, WHY);
    if (exit != null && last > 0) {
      found.fact("timestamp.end", Texts.seconds(last), WHY);
    }
    summary.forEach(
        (key, value) -> {
          var number = Texts.number(value);
          if (number != null && !key.startsWith("_") && !metrics.contains(key)) {
            found.metric(key, number, null, last, WHY);
          }
        });
    system.forEach(point -> found.accept(new Observation.Metric(point)));
    if (!log.isEmpty()) {
      found.text("train.log", log.toString());
    }
    if (!others.isEmpty()) {
      var some = String.join(", ", others.stream().limit(NAMED).toList());
      found.accept(new Observation.Gap("metrics", "values that are no numbers: " + some));
    }
  }
}
