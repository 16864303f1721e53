package dev.runlog.sync.mlflow;

import dev.runlog.json.Json;
import dev.runlog.model.Data;
import dev.runlog.model.Status;
import dev.runlog.sync.Digest;
import dev.runlog.sync.Outgoing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What MLflow is told of a run beside its points and files.
record Contents(
    Map<String, String> params, Map<String, String> tags, List<Map<String, Object>> datasets) {
  static final String KEY = "runlog.key";
  static final String TAG = "runlog.tag.";
  private static final int LONGEST_PARAM = 6000;
  private static final int LONGEST_TAG = 5000;
  private static final int LONGEST_DIGEST = 36;
  private static final int LONGEST_NAME = 500;

  static Contents of(Outgoing run, Names paramNames) {
    var params = new LinkedHashMap<String, String>();
    run.parameters()
        .forEach(
            (key, value) ->
                params.put(paramNames.of(key), cut(Outgoing.text(value), LONGEST_PARAM)));
    return new Contents(params, tags(run), datasets(run));
  }

  static String status(Status status) {
    return switch (status) {
      case RUNNING -> "RUNNING";
      case FINISHED -> "FINISHED";
      case FAILED -> "FAILED";
      case KILLED, LOST -> "KILLED";
    };
  }

  private static Map<String, String> tags(Outgoing outgoing) {
    var run = outgoing.run();
    var tags = new LinkedHashMap<String, String>();
    put(tags, KEY, outgoing.key());
    put(tags, "runlog.run_id", run.runId());
    put(tags, "runlog.version", run.capture().version());
    put(tags, "runlog.status", run.status().name().toLowerCase(java.util.Locale.ROOT));
    put(tags, "runlog.cause", run.command().cause());
    put(tags, "runlog.parent", run.parent());
    put(tags, "runlog.group", run.group());
    put(tags, "runlog.command", String.join(" ", run.command().argv()));
    put(tags, "host", run.command().host());
    put(tags, "mlflow.user", run.command().user());
    put(tags, "mlflow.source.type", "LOCAL");
    put(tags, "mlflow.source.name", source(run.command().argv()));
    put(tags, "mlflow.note.content", note(outgoing.note()));
    var git = run.git();
    if (git != null) {
      put(tags, "git.commit", git.commit());
      put(tags, "git.branch", git.branch());
      put(tags, "git.dirty", git.dirty());
      put(tags, "git.remote", git.remote());
      put(tags, "mlflow.source.git.commit", git.commit());
      put(tags, "mlflow.source.git.branch", git.branch());
      put(tags, "mlflow.source.git.repoURL", git.remote());
    }
    var names = new Names();
    for (var tag : run.tags()) {
      put(tags, names.of(TAG + tag), tag);
    }
    return tags;
  }

  /// A null is nothing that is known, and not told.
  private static void put(Map<String, String> tags, String key, @Nullable Object value) {
    if (value != null && !value.toString().isEmpty()) {
      tags.put(key, cut(value.toString(), LONGEST_TAG));
    }
  }

  /// The script, else the program.
  private static String source(List<String> argv) {
    for (var word : argv) {
      if (word.endsWith(".py") || word.endsWith(".sh") || word.endsWith(".ipynb")) {
        return word;
      }
    }
    return argv.isEmpty() ? "" : argv.getFirst();
  }

  private static String note(String text) {
    var more = "\n\n(cut: the whole is in the artifact run.md)";
    return text.length() <= LONGEST_TAG
        ? text
        : text.substring(0, end(text, LONGEST_TAG - more.length())) + more;
  }

  /// A long value ends with the hash of the whole one.
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    var hash = "... sha256:" + Digest.of(text.getBytes(StandardCharsets.UTF_8));
    return text.substring(0, end(text, most - hash.length())) + hash;
  }

  /// No emoji is cut in two.
  private static int end(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at - 1)) ? at - 1 : at;
  }

  private static List<Map<String, Object>> datasets(Outgoing outgoing) {
    var all = new ArrayList<Data>();
    var data = outgoing.run().data();
    if (data != null) {
      all.add(data);
      all.addAll(data.inputs());
    }
    var datasets = new ArrayList<Map<String, Object>>();
    for (var one : all) {
      var identity = identity(one);
      if (identity != null) {
        datasets.add(dataset(one, identity));
      }
    }
    return datasets;
  }

  /// Data that nothing identifies is no data set of MLflow's: it insists on a digest.
  private static @Nullable String identity(Data data) {
    return data.hash() != null
        ? data.hash()
        : data.identity() != null ? data.identity() : data.fingerprint();
  }

  private static Map<String, Object> dataset(Data data, String identity) {
    var hex = identity.substring(identity.indexOf(':') + 1);
    var source = new LinkedHashMap<String, @Nullable Object>();
    source.put("uri", data.path());
    source.put("hash", identity);
    var dataset = new LinkedHashMap<String, Object>();
    var name = data.name() != null ? data.name() : data.path();
    dataset.put("name", name.substring(0, Math.min(name.length(), LONGEST_NAME)));
    dataset.put("digest", hex.length() > LONGEST_DIGEST ? hex.substring(0, 32) : hex);
    dataset.put("source_type", "local");
    dataset.put("source", Json.line(source));
    var profile = new LinkedHashMap<String, @Nullable Object>();
    profile.put("num_files", data.files());
    profile.put("num_bytes", data.bytes());
    profile.putAll(data.split());
    profile.values().removeIf(java.util.Objects::isNull);
    dataset.put("profile", Json.line(profile));
    var tag = Map.of("key", "runlog.hash", "value", identity);
    return Map.of("tags", List.of(tag), "dataset", dataset);
  }
}
