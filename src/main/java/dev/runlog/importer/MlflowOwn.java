package dev.runlog.importer;

import dev.runlog.json.Canonical;
import dev.runlog.json.Json;
import dev.runlog.json.Records;
import dev.runlog.model.Observation;
import dev.runlog.model.Run;
import dev.runlog.model.Status;
import dev.runlog.sync.Digest;
import dev.runlog.sync.Outgoing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// runlog's own record among the files of a run that runlog sent to MLflow: believed where its
/// hash is the one that was noted when it was sent, and it is the record of this very run.
final class MlflowOwn {
  private static final String RUN = "run.json";
  private static final String SENT = "runlog/sent.json";
  private static final String WHY = "mlflow";
  private static final String CUT = "(cut: the whole is in the artifact run.md)";

  private MlflowOwn() {}

  /// Tells the record as it was, and whether it could; a gap where what is there is not believed.
  static boolean read(
      MlflowRun.Head head, Map<String, String> tags, @Nullable MlflowFiles files, Found found)
      throws StoreGone {
    found.fact("imported_from.key", tags.get("runlog.key"), WHY);
    found.fact("imported_from.run_id", tags.get("runlog.run_id"), WHY);
    try {
      var sent = files == null ? Map.<String, @Nullable Object>of() : sent(files);
      if (files == null || !sent.containsKey(RUN)) {
        found.accept(new Observation.Gap(RUN, "is not among the files there"));
        return false;
      }
      var text = files.read(RUN);
      var tree = Json.readObject(text);
      var run = Records.fromTree(Run.class, tree);
      if (!hash(text).equals(sent.get(RUN))
          || !Canonical.key(run).equals(tags.get("runlog.key"))
          || !run.runId().equals(tags.get("runlog.run_id"))) {
        found.accept(new Observation.Gap(RUN, "is not as runlog sent it"));
        return false;
      }
      if (run.status() == Status.RUNNING) {
        return false; // it has no end to be put back with
      }
      if (!run.metricsSummary().isEmpty() && !sent.containsKey("metrics.jsonl")) {
        return false; // it was over the limit, but the points are there one by one
      }
      whole(head, tags, files, sent, tree, found);
      return true;
    } catch (StoreGone e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      found.accept(new Observation.Gap(RUN, "cannot be read: " + e.getMessage()));
      return false;
    }
  }

  private static Map<String, @Nullable Object> sent(MlflowFiles files) throws StoreGone {
    try {
      return Json.readObject(files.read(SENT));
    } catch (StoreGone e) {
      throw e;
    } catch (IOException e) {
      return Map.of();
    }
  }

  /// Whether all of a run can be had from its files, so that its nested runs are in it.
  static boolean isWhole(@Nullable MlflowFiles files) throws StoreGone {
    return files != null && sent(files).containsKey(RUN);
  }

  private static String hash(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void copy(MlflowFiles files, String name, String hash, Path to)
      throws IOException {
    files.copy(name, to);
    if (!Digest.of(to).equals(hash)) {
      throw new IOException(name + " is not as runlog sent it");
    }
  }

  private static void whole(
      MlflowRun.Head head,
      Map<String, String> tags,
      MlflowFiles files,
      Map<String, @Nullable Object> sent,
      Map<String, @Nullable Object> tree,
      Found found) {
    var others = new LinkedHashMap<String, Found.Kept>();
    for (var name : Outgoing.OWN_FILES) {
      if (sent.get(name) instanceof String hash && !name.equals(RUN)) {
        others.put(name, new Found.Kept(hash, to -> copy(files, name, hash, to)));
      }
    }
    // tags that were given after the run are not in run.json
    var labels =
        tags.entrySet().stream()
            .filter(tag -> tag.getKey().startsWith("runlog.tag."))
            .map(Map.Entry::getValue)
            .toList();
    if (!(tree.get("tags") instanceof List<?> old && Set.copyOf(old).equals(Set.copyOf(labels)))) {
      tree.put("tags", labels);
    }
    found.whole(new Found.Whole(tree, others));
    found.fact("status", tree.get("status"), RUN);
    found.fact("imported_from.experiment", head.experiment(), WHY);
    found.fact("imported_from.artifacts", head.artifacts(), WHY);
    var note = tags.getOrDefault("mlflow.note.content", "");
    if (!note.contains(CUT) && !hash(note).equals(sent.get("run.md"))) {
      found.fact("imported_from.note", note, WHY);
    }
  }
}
