package dev.runlog.importer;

import dev.runlog.json.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A version folder of Lightning's loggers: `hparams.yaml` is what `save_hyperparameters` was told.
public final class LightningLogs implements Importer {

  @Override
  public String kind() {
    return "lightning";
  }

  @Override
  public boolean fits(Path folder) {
    return Files.isRegularFile(folder.resolve("hparams.yaml"));
  }

  @Override
  public void read(Path folder, Found found) throws IOException {
    // tags of Python objects are for Python alone
    var text = Files.readString(folder.resolve("hparams.yaml")).replaceAll("!!python/\\S+", "");
    found.configuration(Yaml.read(text), "hparams.yaml");
  }
}
