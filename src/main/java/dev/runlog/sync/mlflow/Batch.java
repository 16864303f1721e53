package dev.runlog.sync.mlflow;

import dev.runlog.json.Json;
import dev.runlog.sync.PushFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Parameters, metrics and tags for one run, sent in requests within MLflow's limits: 100
/// parameters, 100 tags, 1,000 things and 1 MB in all. One place is left for a tag that says how
/// far the metrics have come.
final class Batch {
  private static final int MOST_PAIRS = 99;
  private static final int MOST = 999;
  private static final int MOST_BYTES = 900_000;

  private final Server server;
  private final String run;
  private final List<Map<String, ?>> metrics = new ArrayList<>();
  private final List<Map<String, ?>> params = new ArrayList<>();
  private final List<Map<String, ?>> tags = new ArrayList<>();
  private int bytes;

  Batch(Server server, String run) {
    this.server = server;
    this.run = run;
  }

  void param(String key, String value) throws PushFailure {
    add(params, Map.of("key", key, "value", value), MOST_PAIRS);
  }

  void tag(String key, String value) throws PushFailure {
    add(tags, Map.of("key", key, "value", value), MOST_PAIRS);
  }

  void metric(Map<String, ?> point) throws PushFailure {
    add(metrics, point, MOST);
  }

  /// Whether one more metric can be added before this must be sent.
  boolean hasRoom() {
    return metrics.size() + params.size() + tags.size() < MOST && bytes < MOST_BYTES - 10_000;
  }

  private void add(List<Map<String, ?>> to, Map<String, ?> one, int most) throws PushFailure {
    int size = Json.line(one).getBytes(StandardCharsets.UTF_8).length + 2;
    int count = metrics.size() + params.size() + tags.size();
    if (to.size() >= most || count > MOST || bytes + size > MOST_BYTES) {
      send();
    }
    to.add(one);
    bytes += size;
  }

  void send() throws PushFailure {
    if (metrics.isEmpty() && params.isEmpty() && tags.isEmpty()) {
      return;
    }
    var request = new LinkedHashMap<String, Object>();
    request.put("run_id", run);
    request.put("metrics", metrics);
    request.put("params", params);
    request.put("tags", tags);
    server.post("runs/log-batch", request);
    metrics.clear();
    params.clear();
    tags.clear();
    bytes = 0;
  }
}
