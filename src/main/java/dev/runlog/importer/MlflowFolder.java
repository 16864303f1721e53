package dev.runlog.importer;

import dev.runlog.json.Yaml;
import dev.runlog.model.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// MLflow's file store: `mlruns/<experiment>/<run>/meta.yaml` with a file for each metric,
/// parameter and tag. Deleted runs stay deleted.
public final class MlflowFolder implements FolderStore {
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
  public List<Path> marks(Place place) throws IOException {
    return place.paths(
        path ->
            path.endsWith(META)
                && Files.isDirectory(path.resolveSibling("metrics"))
                && Files.isDirectory(path.resolveSibling("params")));
  }

  @Override
  public void each(Place place, Consumer<Foreign> runs) throws IOException {
    for (var meta : marks(place)) {
      var folder = meta.resolveSibling("");
      var id = String.valueOf(folder.getFileName());
      if (!isDeleted(meta)) {
        runs.accept(
            new Foreign(id, id, folder, found -> MlflowReader.read(Stored.of(folder), found)));
      }
    }
  }

  private static boolean isDeleted(Path meta) throws IOException {
    return Texts.read(meta).lines().anyMatch("lifecycle_stage: deleted"::equals);
  }

  private record Stored(Path folder, Head head) implements MlflowRun {

    static Stored of(Path folder) throws IOException {
      var meta = Yaml.read(Texts.read(folder.resolve(META)));
      return new Stored(
          folder,
          new Head(
              String.valueOf(folder.getFileName()),
              text(meta.get("run_name")),
              text(meta.get("status")),
              Texts.whole(meta.get("start_time")),
              Texts.whole(meta.get("end_time")),
              text(meta.get("user_id")),
              experiment(folder.resolveSibling(META)),
              text(meta.get("artifact_uri"))));
    }

    private static @Nullable String experiment(Path meta) throws IOException {
      return Files.isRegularFile(meta) ? text(Yaml.read(Texts.read(meta)).get("name")) : null;
    }

    @Override
    public Map<String, String> tags() throws IOException {
      return pairs("tags");
    }

    @Override
    public Map<String, String> parameters() throws IOException {
      return pairs("params");
    }

    /// Each is a file; a `/` in its name made folders.
    private Map<String, String> pairs(String kind) throws IOException {
      var pairs = new TreeMap<String, String>();
      var base = folder.resolve(kind);
      for (var file : inside(base)) {
        pairs.put(base.relativize(file).toString(), Texts.read(file));
      }
      return pairs;
    }

    @Override
    public void points(Points to, Found found) throws IOException {
      for (var metric : pairs("metrics").entrySet()) {
        for (var line : metric.getValue().lines().toList()) {
          point(metric.getKey(), line.split(" "), to, found);
        }
      }
    }

    /// `timestamp value [step ...]`, one point a line.
    private static void point(String key, String[] words, Points to, Found found) {
      try {
        to.point(
            key,
            value(words[1]),
            words.length > 2 ? (Long) Long.parseLong(words[2]) : null,
            Long.parseLong(words[0]));
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        found.accept(new Observation.Gap("metrics", "a line of " + key + " is no point"));
      }
    }

    private static double value(String word) {
      var special = Texts.number(word);
      return special == null ? Double.parseDouble(word) : special;
    }

    @Override
    public List<Dataset> datasets() throws IOException {
      var sets = new ArrayList<Dataset>();
      for (var input : inside(folder.resolve("inputs"))) {
        var id = input.endsWith(META) ? text(read(input).get("source_id")) : null;
        var meta = folder.resolveSibling("datasets").resolve(id == null ? "" : id).resolve(META);
        if (id != null && Files.isRegularFile(meta)) {
          var set = read(meta);
          sets.add(
              new Dataset(
                  String.valueOf(set.get("name")),
                  text(set.get("digest")),
                  text(set.get("source")),
                  text(set.get("profile"))));
        }
      }
      return sets;
    }

    private static Map<String, @Nullable Object> read(Path file) throws IOException {
      return Yaml.read(Texts.read(file));
    }

    @Override
    public @Nullable MlflowFiles files() {
      var beside = MlflowFiles.in(folder.resolve("artifacts"));
      return beside != null ? beside : MlflowFiles.of(head.artifacts(), folder);
    }

    private static List<Path> inside(Path folder) throws IOException {
      if (!Files.isDirectory(folder)) {
        return List.of();
      }
      try (var all = Files.walk(folder)) {
        return all.filter(Files::isRegularFile).sorted().toList();
      }
    }

    private static @Nullable String text(@Nullable Object value) {
      return value == null || value instanceof Map ? null : value.toString();
    }
  }
}
