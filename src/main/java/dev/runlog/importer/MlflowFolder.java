package dev.runlog.importer;

import dev.runlog.json.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// MLflow's file store: `mlruns/<experiment>/<run>/meta.yaml` with a file for each metric,
/// parameter and tag. Deleted runs stay deleted.
public final class MlflowFolder implements RunStore {
  private static final String META = "meta.yaml";

  @Override
  public String kind() {
    return "mlflow";
  }

  @Override
  public String lookedFor() {
    return "an mlruns folder";
  }

  @Override
  public boolean fits(Place place) throws IOException {
    return place.isFolder() && !runs(place).isEmpty();
  }

  private static java.util.List<Path> runs(Place place) throws IOException {
    return place.paths(
        path ->
            path.endsWith(META)
                && Files.isDirectory(path.resolveSibling("metrics"))
                && Files.isDirectory(path.resolveSibling("params")));
  }

  @Override
  public void each(Place place, Consumer<Foreign> runs) throws IOException {
    for (var meta : runs(place)) {
      var folder = meta.resolveSibling("");
      var id = String.valueOf(folder.getFileName());
      if (!isDeleted(meta)) {
        runs.accept(new Foreign(id, id, folder, found -> read(folder, found)));
      }
    }
  }

  private static boolean isDeleted(Path meta) throws IOException {
    return Texts.read(meta).lines().anyMatch("lifecycle_stage: deleted"::equals);
  }

  private static void read(Path folder, Found found) throws IOException {
    var meta = Yaml.read(Texts.read(folder.resolve(META)));
    MlflowRun.run(
        found,
        text(meta.get("run_name")),
        text(meta.get("status")),
        Texts.whole(meta.get("start_time")),
        Texts.whole(meta.get("end_time")),
        text(meta.get("user_id")),
        experiment(folder.resolveSibling(META)),
        text(meta.get("artifact_uri")));
    for (var file : files(folder.resolve("params"))) {
      MlflowRun.parameter(found, key(folder.resolve("params"), file), Texts.read(file));
    }
    var tags = new LinkedHashMap<String, String>();
    for (var file : files(folder.resolve("tags"))) {
      tags.put(key(folder.resolve("tags"), file), Texts.read(file));
    }
    MlflowRun.tags(found, tags);
    for (var file : files(folder.resolve("metrics"))) {
      metric(key(folder.resolve("metrics"), file), Texts.read(file), found);
    }
    datasets(folder, found);
  }

  private static @Nullable String experiment(Path meta) throws IOException {
    return Files.isRegularFile(meta) ? text(Yaml.read(Texts.read(meta)).get("name")) : null;
  }

  /// `timestamp value [step ...]`, one point a line.
  private static void metric(String key, String lines, Found found) {
    for (var line : lines.lines().toList()) {
      var words = line.split(" ");
      try {
        MlflowRun.metric(
            found,
            key,
            value(words[1]),
            words.length > 2 ? (Long) Long.parseLong(words[2]) : null,
            Long.parseLong(words[0]));
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        found.accept(
            new dev.runlog.model.Observation.Gap("metrics", "a line of " + key + " is no point"));
      }
    }
  }

  private static double value(String word) {
    var special = Texts.number(word);
    return special == null ? Double.parseDouble(word) : special;
  }

  private static void datasets(Path folder, Found found) throws IOException {
    var inputs = folder.resolve("inputs");
    for (var input : files(inputs)) {
      if (!input.endsWith(META)) {
        continue;
      }
      var id = text(Yaml.read(Texts.read(input)).get("source_id"));
      var meta = folder.resolveSibling("datasets").resolve(id == null ? "" : id).resolve(META);
      if (id != null && Files.isRegularFile(meta)) {
        var set = Yaml.read(Texts.read(meta));
        MlflowRun.dataset(
            found,
            String.valueOf(set.get("name")),
            text(set.get("digest")),
            text(set.get("source")));
      }
    }
  }

  private static java.util.List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return java.util.List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String key(Path base, Path file) {
    return base.relativize(file).toString();
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null || value instanceof Map ? null : value.toString();
  }
}
