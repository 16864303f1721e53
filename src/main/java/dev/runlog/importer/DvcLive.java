package dev.runlog.importer;

import dev.runlog.json.Nested;
import dev.runlog.json.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// DVCLive's folder: metrics.json has the last values, `plots/metrics/**/x.tsv` all of them,
/// params.yaml the parameters.
public final class DvcLive implements FolderStore {
  private static final String WHY = "dvclive";
  private static final String SERIES = "plots/metrics";
  private static final String END = ".tsv";

  @Override
  public String kind() {
    return WHY;
  }

  @Override
  public String lookedFor() {
    return "a dvclive folder with metrics.json";
  }

  @Override
  public List<Path> marks(Place place) throws IOException {
    return place.paths(
        folder ->
            Files.isDirectory(folder.resolve(SERIES))
                || Files.isRegularFile(folder.resolve("metrics.json"))
                    && Files.isRegularFile(folder.resolve("params.yaml")));
  }

  @Override
  public void each(Place place, Consumer<Foreign> runs) throws IOException {
    for (var folder : marks(place)) {
      runs.accept(
          new Foreign(
              folder.toRealPath().toString(),
              String.valueOf(folder.getFileName()),
              folder,
              found -> read(folder, found)));
    }
  }

  private static void read(Path folder, Found found) throws IOException {
    var parameters = folder.resolve("params.yaml");
    if (Files.isRegularFile(parameters) && Files.size(parameters) > 0) {
      found.configuration(Yaml.read(Texts.read(parameters)), WHY);
    }
    var told = new HashSet<String>();
    var series = folder.resolve(SERIES);
    if (Files.isDirectory(series)) {
      try (var files = Files.walk(series)) {
        for (var file : files.filter(path -> path.toString().endsWith(END)).sorted().toList()) {
          var path = series.relativize(file).toString();
          var name = path.substring(0, path.length() - END.length());
          told.add(name.replace('/', '.'));
          series(file, name, found);
        }
      }
    }
    var last = folder.resolve("metrics.json");
    if (Files.isRegularFile(last)) {
      var flat = Nested.flat(Texts.object(Texts.read(last)));
      double time = Files.getLastModifiedTime(last).toMillis() / 1e3;
      flat.forEach((key, value) -> last(key, value, told, time, found));
    }
    for (var kind : List.of("artifacts", "plots/images")) {
      if (Files.isDirectory(folder.resolve(kind))) {
        found.artifact(kind, folder.resolve(kind).toString());
      }
    }
  }

  private static void last(
      String key, @Nullable Object value, Set<String> told, double time, Found found) {
    var number = Texts.number(value);
    if (number != null && !told.contains(key) && !key.equals("step")) {
      found.metric(key.replace('.', '/'), number, null, time, WHY);
    }
  }

  /// Columns `step`, `timestamp` in milliseconds where there is one, and the metric's own.
  private static void series(Path file, String name, Found found) throws IOException {
    double time = Files.getLastModifiedTime(file).toMillis() / 1e3;
    var column = name.substring(name.lastIndexOf('/') + 1);
    for (Map<String, String> row : Delimited.rows(Texts.read(file), '\t')) {
      var value = Texts.number(Texts.value(row.getOrDefault(column, "")));
      var at = Texts.number(Texts.value(row.getOrDefault("timestamp", "")));
      if (value != null) {
        found.metric(
            name,
            value,
            Texts.whole(Texts.value(row.getOrDefault("step", ""))),
            at == null ? time : at / 1e3,
            WHY);
      }
    }
  }
}
