package dev.runlog.importer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// Job folders of Hydra, single ones and those of a multirun. Hydra keeps the configuration and
/// the log; event files beside them are read too.
public final class HydraJobs implements FolderStore {
  private static final int PLACES = 3;

  @Override
  public String kind() {
    return "hydra";
  }

  @Override
  public String lookedFor() {
    return "outputs/ or multirun/ with .hydra folders in it";
  }

  @Override
  public List<Path> marks(Place place) throws IOException {
    return place.paths(folder -> new HydraOutput().fits(folder));
  }

  @Override
  public void each(Place place, Consumer<Foreign> runs) throws IOException {
    for (var folder : marks(place)) {
      var path = folder.toRealPath();
      var name = path.subpath(Math.max(0, path.getNameCount() - PLACES), path.getNameCount());
      runs.accept(
          new Foreign(path.toString(), name.toString(), folder, found -> read(folder, found)));
    }
  }

  private static void read(Path folder, Found found) throws IOException {
    new HydraOutput().read(folder, found);
    var hydra = folder.resolve(".hydra/hydra.yaml");
    if (Files.isRegularFile(hydra)) {
      var tree = dev.runlog.json.Yaml.read(Texts.read(hydra));
      found.fact("name", dev.runlog.json.Nested.get(tree, "hydra.job.name"), "hydra");
    }
    try (var logs = Files.newDirectoryStream(folder, "*.log")) {
      for (var log : logs) {
        if (Files.size(log) > 0) {
          found.text("train.log", Texts.read(log));
        }
      }
    }
    TensorBoardFolders.read(folder, found);
  }
}
