package dev.runlog.importer;

import dev.runlog.model.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Lightning's loggers: `lightning_logs/version_N/` with hparams.yaml and metrics.csv, or event
/// files.
public final class LightningVersions implements FolderStore {
  private static final String PARAMETERS = "hparams.yaml";
  private static final String METRICS = "metrics.csv";

  @Override
  public String kind() {
    return "lightning";
  }

  @Override
  public String lookedFor() {
    return "lightning_logs/ with hparams.yaml in it";
  }

  @Override
  public List<Path> marks(Place place) throws IOException {
    return place.paths(folder -> Files.isRegularFile(folder.resolve(PARAMETERS)));
  }

  @Override
  public void each(Place place, Consumer<Foreign> runs) throws IOException {
    for (var folder : marks(place)) {
      var name = place.label(folder);
      runs.accept(
          new Foreign(
              folder.toRealPath().toString(),
              name,
              folder,
              found -> {
                found.fact("name", name.replace('/', '_'), "lightning");
                read(folder, found);
              }));
    }
  }

  private static void read(Path folder, Found found) throws IOException {
    if (!Texts.read(folder.resolve(PARAMETERS)).strip().matches("|\\{\\}")) {
      new LightningLogs().read(folder, found);
    }
    var table = folder.resolve(METRICS);
    if (Files.isRegularFile(table)) {
      double time = Files.getLastModifiedTime(table).toMillis() / 1e3;
      for (var row : Delimited.rows(Texts.read(table), ',')) {
        row(row, time, found);
      }
      found.accept(
          new Observation.Gap("metrics.time", METRICS + " has no times: that of the file stands"));
    } else {
      TensorBoardFolders.read(folder, found);
    }
    var checkpoints = folder.resolve("checkpoints");
    if (Files.isDirectory(checkpoints)) {
      found.artifact("model", checkpoints.toString());
    }
  }

  /// `step` counts, the rest are values; cells that are empty are left out.
  private static void row(Map<String, String> cells, double time, Found found) {
    var row = new LinkedHashMap<>(cells);
    var step = row.remove("step");
    var at = step == null ? null : Texts.whole(Texts.value(step));
    row.forEach(
        (name, cell) -> {
          var number = Texts.number(Texts.value(cell));
          if (number != null) {
            found.metric(name, number, at, time, "lightning");
          }
        });
  }
}
