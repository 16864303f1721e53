package dev.runlog.sync.mlflow;

import dev.runlog.json.Json;
import dev.runlog.sync.Http;
import dev.runlog.sync.PushFailure;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The calls of MLflow's REST interface that a push or an import needs.
public final class Server {
  private static final String API = "/api/2.0/mlflow/";

  private final Http http;

  public Server(Http http) {
    this.http = http;
  }

  /// A run as it stands there.
  record Found(
      String id,
      String artifactUri,
      Map<String, String> params,
      Map<String, String> tags,
      Map<String, Double> metrics,
      List<String> datasets,
      Map<?, ?> info) {}

  /// The id of an experiment, which is made where there is none.
  String experiment(String name) throws PushFailure {
    var asked = http.get(API + "experiments/get-by-name?experiment_name=" + Http.encoded(name));
    if (asked.isGood()) {
      return id(name, asked);
    }
    if (!"RESOURCE_DOES_NOT_EXIST".equals(code(asked))) {
      throw refused("experiments/get-by-name", asked);
    }
    var made = http.post(API + "experiments/create", Map.of("name", name));
    if ("RESOURCE_ALREADY_EXISTS".equals(code(made))) {
      return id(
          name, http.get(API + "experiments/get-by-name?experiment_name=" + Http.encoded(name)));
    }
    return text(good("experiments/create", made), "experiment_id");
  }

  private String id(String name, Http.Reply reply) throws PushFailure {
    var experiment = map(good("experiments/get-by-name", reply).get("experiment"));
    if ("deleted".equals(experiment.get("lifecycle_stage"))) {
      throw PushFailure.lasting(
          "experiment '" + name + "' is deleted there; restore it, or choose another one");
    }
    return text(experiment, "experiment_id");
  }

  /// The run that a tag marks, the oldest of several; null where there is none.
  @Nullable Found find(String experiment, String tag, String value) throws PushFailure {
    Found oldest = null;
    boolean deleted = false;
    for (var found : search(experiment, tag, value)) {
      if ("deleted".equals(found.info().get("lifecycle_stage"))) {
        deleted = true;
      } else if (oldest == null || found.id().compareTo(oldest.id()) < 0) {
        oldest = found;
      }
    }
    if (oldest == null && deleted) {
      throw PushFailure.lasting("this run was deleted there; restore it there to send it again");
    }
    return oldest;
  }

  /// All runs with a tag, also deleted ones; at most 1,000.
  List<Found> search(String experiment, String tag, String value) throws PushFailure {
    var asked = new LinkedHashMap<String, Object>();
    asked.put("experiment_ids", List.of(experiment));
    asked.put("filter", "tags.`" + tag + "` = '" + value + "'");
    asked.put("run_view_type", "ALL");
    asked.put("max_results", 1000);
    return list(post("runs/search", asked).get("runs")).stream()
        .map(run -> found(map(run)))
        .toList();
  }

  /// Makes a run that bears its tags from its first moment.
  Found create(String experiment, long start, String name, Map<String, String> tags)
      throws PushFailure {
    var run = new LinkedHashMap<String, Object>();
    run.put("experiment_id", experiment);
    run.put("start_time", start);
    run.put("run_name", name);
    run.put("tags", pairs(tags));
    return found(map(post("runs/create", run).get("run")));
  }

  /// The answer to a request with a body; a failure where it is refused.
  public Map<String, @Nullable Object> post(String what, Map<String, ?> tree) throws PushFailure {
    return good(what, http.post(API + what, tree));
  }

  /// The answer to a request without a body; a failure where it is refused.
  public Map<String, @Nullable Object> get(String what) throws PushFailure {
    return good(what, http.get(API + what));
  }

  static List<Map<String, String>> pairs(Map<String, String> map) {
    return map.entrySet().stream()
        .map(entry -> Map.of("key", entry.getKey(), "value", entry.getValue()))
        .toList();
  }

  private static Found found(Map<?, ?> run) {
    var info = map(run.get("info"));
    var data = map(run.get("data"));
    var params = new LinkedHashMap<String, String>();
    list(data.get("params"))
        .forEach(one -> params.put(text(map(one), "key"), text(map(one), "value")));
    var tags = new LinkedHashMap<String, String>();
    list(data.get("tags")).forEach(one -> tags.put(text(map(one), "key"), text(map(one), "value")));
    var metrics = new LinkedHashMap<String, Double>();
    for (var one : list(data.get("metrics"))) {
      metrics.put(text(map(one), "key"), Double.parseDouble(text(map(one), "value")));
    }
    var datasets =
        list(map(run.get("inputs")).get("dataset_inputs")).stream()
            .map(input -> map(map(input).get("dataset")))
            .map(dataset -> text(dataset, "name") + "\n" + text(dataset, "digest"))
            .toList();
    var id = info.containsKey("run_id") ? text(info, "run_id") : text(info, "run_uuid");
    return new Found(id, text(info, "artifact_uri"), params, tags, metrics, datasets, info);
  }

  private static Map<String, @Nullable Object> good(String what, Http.Reply reply)
      throws PushFailure {
    if (!reply.isGood()) {
      throw refused(what, reply);
    }
    try {
      return Json.readObject(reply.body());
    } catch (IOException e) {
      throw PushFailure.lasting("what answers there is no MLflow server: it does not send JSON");
    }
  }

  static PushFailure refused(String what, Http.Reply reply) {
    var code = code(reply);
    return PushFailure.lasting(
        code == null
            ? "what answers there is no MLflow server: " + reply.status() + " to " + what
            : "MLflow refuses " + what + " (" + code + "): " + Http.told(message(reply)));
  }

  private static @Nullable String code(Http.Reply reply) {
    return field(reply, "error_code");
  }

  private static String message(Http.Reply reply) {
    return String.valueOf(field(reply, "message"));
  }

  private static @Nullable String field(Http.Reply reply, String name) {
    try {
      return reply.isGood() ? null : (String) Json.readObject(reply.body()).get(name);
    } catch (IOException | ClassCastException e) {
      return null;
    }
  }

  /// A part of an answer as an object; an empty one where it is none.
  public static Map<?, ?> map(@Nullable Object tree) {
    return tree instanceof Map<?, ?> map ? map : Map.of();
  }

  /// A part of an answer as a list; an empty one where it is none.
  public static List<?> list(@Nullable Object tree) {
    return tree instanceof List<?> list ? list : List.of();
  }

  /// A field of an answer as text; empty where it is not there.
  public static String text(Map<?, ?> tree, String key) {
    return String.valueOf(tree.get(key) == null ? "" : tree.get(key));
  }
}
