package dev.runlog.importer;

import dev.runlog.json.Json;
import dev.runlog.json.Nested;
import dev.runlog.model.Data;
import dev.runlog.model.Observation;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What MLflow's fields, tags and parameters mean here, wherever they are kept. A run that runlog
/// itself sent there is read with what runlog knows of its own words.
final class MlflowReader {
  private static final String WHY = "mlflow";
  private static final String TAG = "runlog.tag.";
  private static final long LAST = 253_402_300_799_999L; // of the year 9999
  // doubles stand for infinity in its databases
  private static final double INFINITE = 1.7976931348623157e308;

  private final MlflowRun run;
  private final Found found;
  private final Map<String, String> tags;
  private final boolean own;

  private MlflowReader(MlflowRun run, Found found) throws Exception {
    this.run = run;
    this.found = found;
    this.tags = run.tags();
    this.own = tags.containsKey("runlog.key");
  }

  static void read(MlflowRun run, Found found) throws Exception {
    new MlflowReader(run, found).read();
  }

  private void read() throws Exception {
    var files = run.files();
    if (own && MlflowOwn.read(run.head(), tags, files, found)) {
      return;
    }
    head();
    for (var parameter : run.parameters().entrySet()) {
      parameter(parameter.getKey(), parameter.getValue());
    }
    tags();
    run.points(this::point, found);
    for (var dataset : run.datasets()) {
      found.accept(new Observation.DataSet(data(dataset)));
    }
    if (files != null) {
      name(files);
    }
  }

  private void head() {
    var head = run.head();
    var status = own ? tags.get("runlog.status") : status(head.status());
    if (status != null && List.of("finished", "failed", "killed").contains(status)) {
      found.fact("status", status, WHY);
    }
    found.fact("name", name(head.name()), WHY);
    found.fact("timestamp.start", instant(head.start()), WHY);
    found.fact("timestamp.end", instant(head.end()), WHY);
    found.fact("command.user", head.user(), WHY);
    found.fact("imported_from.experiment", head.experiment(), WHY);
    found.fact("imported_from.status", head.status(), WHY);
    found.fact("imported_from.name", head.name(), WHY);
    if (head.artifacts() != null && !head.artifacts().isEmpty()) {
      found.artifact("mlflow", head.artifacts());
    }
  }

  /// A run of runlog's is called after its folder there, date and all.
  private @Nullable String name(@Nullable String name) {
    return own && name != null ? PlainRecords.name(name) : name;
  }

  /// Running and scheduled are no end.
  private static @Nullable String status(@Nullable String status) {
    return switch (status == null ? "" : status) {
      case "FINISHED", "3" -> "finished";
      case "FAILED", "4" -> "failed";
      case "KILLED", "5" -> "killed";
      default -> null;
    };
  }

  private static @Nullable Instant instant(@Nullable Long ms) {
    return ms == null || ms <= 0 || ms > LAST ? null : Instant.ofEpochMilli(ms);
  }

  /// Parameters are texts: what reads as a number, true, false or None is one.
  private void parameter(String key, String text) {
    var parameter = new LinkedHashMap<String, @Nullable Object>();
    var now = tags.getOrDefault("runlog.param_changed." + key, text);
    parameter.put(ours(key), own ? json(now) : Texts.value(text));
    found.configuration(parameter, WHY);
  }

  /// runlog sends a value as JSON, and a text as it is.
  private static @Nullable Object json(String text) {
    try {
      var value = text.startsWith("\"") ? text : Json.read(text);
      return value instanceof Map<?, ?> map && !map.isEmpty() ? text : value;
    } catch (IOException e) {
      return text;
    }
  }

  /// The name here of what has another one there, because MLflow does not take it.
  private String ours(String key) {
    return own ? tags.getOrDefault("runlog.name." + key, key) : key;
  }

  private void point(String key, double value, @Nullable Long step, long ms) {
    double real = Math.abs(value) == INFINITE ? Math.copySign(1 / 0.0, value) : value;
    found.metric(ours(key), real, step, ms / 1e3, WHY);
  }

  private void tags() {
    var others = new LinkedHashMap<String, Object>();
    tags.forEach(
        (key, value) -> {
          switch (key) {
            case "mlflow.runName" -> found.fact("name", name(value), WHY);
            case "mlflow.user" -> found.fact("command.user", value, WHY);
            case "mlflow.source.name" -> found.fact("imported_from.source", value, WHY);
            case "mlflow.source.git.commit", "git.commit" -> found.fact("git.commit", value, WHY);
            case "mlflow.source.git.branch", "git.branch" -> found.fact("git.branch", value, WHY);
            case "mlflow.source.git.repoURL" -> found.fact("git.remote", value, WHY);
            case "git.dirty" -> found.fact("git.dirty", Boolean.valueOf(value), WHY);
            case "mlflow.parentRunId" -> found.fact("group", value, WHY);
            case "mlflow.note.content" -> note(value);
            default -> {
              if (own) {
                own(key, value, others);
              } else if (!key.startsWith("mlflow.")) {
                others.put(key, value);
              }
            }
          }
        });
    if (!others.isEmpty()) {
      found.fact("imported_from.tags", others, WHY);
    }
    var labels = new ArrayList<String>();
    tags.forEach(
        (key, value) -> {
          if (own ? key.startsWith(TAG) : others.containsKey(key) && isBare(value)) {
            labels.add(own ? value : key);
          }
        });
    found.fact("tags", labels.isEmpty() ? null : labels, WHY);
  }

  private void own(String key, String value, Map<String, Object> others) {
    switch (key) {
      case "host" -> found.fact("command.host", value, WHY);
      case "runlog.group" -> found.fact("group", value, WHY);
      case "runlog.parent" -> found.fact("imported_from.parent", value, WHY);
      case "runlog.command" -> found.fact("imported_from.command", value, WHY);
      default -> {
        if (!key.startsWith("mlflow.") && !key.startsWith("runlog.") && !key.equals("git.remote")) {
          others.put(key, value);
        }
      }
    }
  }

  private void note(String text) {
    if (own) {
      found.text("run.md", text);
    } else {
      found.fact("hypothesis", text, WHY);
    }
  }

  /// A tag that is only set, as people use it for a label.
  private static boolean isBare(String value) {
    return value.isEmpty() || value.equalsIgnoreCase("true");
  }

  private Data data(MlflowRun.Dataset set) {
    var source = object(set.source());
    var profile = own ? object(set.profile()) : Map.<String, @Nullable Object>of();
    var uri = uri(source, set);
    var split = Texts.sizes(profile);
    split.keySet().removeIf(part -> part.startsWith("num_"));
    return new Data(
        set.name(),
        uri,
        null,
        split,
        Texts.whole(profile.get("num_files")),
        Texts.whole(profile.get("num_bytes")),
        null,
        null,
        WHY,
        false,
        List.of(),
        List.of(),
        own && source.get("hash") instanceof String hash
            ? hash
            : set.digest() == null ? null : "mlflow:" + set.digest(),
        null);
  }

  private static Map<String, @Nullable Object> object(@Nullable String text) {
    try {
      return text == null ? Map.of() : Json.readObject(text);
    } catch (IOException e) {
      return Map.of();
    }
  }

  private static String uri(Map<String, @Nullable Object> source, MlflowRun.Dataset set) {
    for (var key : List.of("uri", "url", "path")) {
      if (Nested.get(source, key) instanceof String uri) {
        return uri;
      }
    }
    return source.isEmpty() && set.source() != null ? set.source() : set.name();
  }

  /// Names each file where it lies.
  private void name(MlflowFiles files) throws StoreGone {
    var uri = run.head().artifacts();
    var place = uri == null ? "" : uri.replaceAll("/+$", "");
    try {
      var all = files.list();
      for (var file : all.subList(0, Math.min(all.size(), MlflowFiles.MOST))) {
        found.artifact(file, place + "/" + file);
      }
      if (all.size() > MlflowFiles.MOST) {
        found.accept(
            new Observation.Gap("artifacts", "only the first " + MlflowFiles.MOST + " are named"));
      }
    } catch (StoreGone e) {
      throw e;
    } catch (IOException e) {
      found.accept(new Observation.Gap("artifacts", "cannot be listed: " + e.getMessage()));
    }
  }
}
