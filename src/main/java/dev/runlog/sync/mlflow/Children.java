package dev.runlog.sync.mlflow;

import dev.runlog.json.Nested;
import dev.runlog.sync.Digest;
import dev.runlog.sync.Outgoing;
import dev.runlog.sync.PushFailure;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The programs inside a run as MLflow's nested runs, each with its own parameters. One that is
/// there and has ended is left as it is.
final class Children {
  private static final String PARENT = "mlflow.parentRunId";

  private final Server server;
  private final Outgoing run;
  private final String experiment;
  private final String parent;

  Children(Server server, Outgoing run, String experiment, String parent) {
    this.server = server;
    this.run = run;
    this.experiment = experiment;
    this.parent = parent;
  }

  /// Sends those that are missing and returns how many that were.
  int send() throws PushFailure {
    if (run.run().children().isEmpty() || run.isRunning()) {
      return 0;
    }
    var there = new HashMap<String, Server.Found>();
    for (var found : server.search(experiment, PARENT, parent)) {
      there.put(found.tags().getOrDefault(Contents.KEY, ""), found);
    }
    int sent = 0;
    for (var child : run.run().children()) {
      var id = run.key() + "\n" + child.get("id");
      var key = Digest.of(id.getBytes(StandardCharsets.UTF_8)).substring(0, 32);
      var found = there.get(key);
      if (found == null || "RUNNING".equals(found.info().get("status"))) {
        send(child, key, found);
        sent++;
      }
    }
    return sent;
  }

  private void send(Map<String, @Nullable Object> child, String key, Server.@Nullable Found found)
      throws PushFailure {
    long start = start(child);
    var name = name(child);
    var there = found != null ? found : server.create(experiment, start, name, tags(child, key));
    var batch = new Batch(server, there.id());
    var names = new Names();
    for (var value : Nested.flat(Server.map(child.get("config"))).entrySet()) {
      batch.param(names.of(value.getKey()), Contents.cut(Outgoing.text(value.getValue()), 6000));
    }
    batch.send();
    var update = new LinkedHashMap<String, Object>();
    update.put("run_id", there.id());
    update.put("status", Contents.status(run.run().status()));
    update.put("end_time", end(child, start));
    server.post("runs/update", update);
  }

  private Map<String, String> tags(Map<String, @Nullable Object> child, String key) {
    var tags = new LinkedHashMap<String, String>();
    tags.put(PARENT, parent);
    tags.put(Contents.KEY, key);
    tags.put("runlog.run_id", run.run().runId());
    tags.put("runlog.command", Contents.cut(name(child), 5000));
    return tags;
  }

  private static String name(Map<String, @Nullable Object> child) {
    var words = Server.list(child.get("argv")).stream().map(String::valueOf).toList();
    var name = String.join(" ", words);
    return name.isBlank() ? "program" : Contents.cut(name, 250);
  }

  private long start(Map<String, @Nullable Object> child) {
    try {
      return OffsetDateTime.parse(String.valueOf(child.get("start"))).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      return run.started();
    }
  }

  /// Of one that nobody saw end, when the whole run did.
  private long end(Map<String, @Nullable Object> child, long start) {
    var whole = run.ended();
    return child.get("duration_seconds") instanceof Number seconds
        ? start + Math.round(seconds.doubleValue() * 1000)
        : whole == null ? start : whole;
  }
}
