package dev.runlog.importer;

import dev.runlog.json.Nested;
import dev.runlog.json.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;

/// A job folder of Hydra: `.hydra/config.yaml` is the resolved configuration, `overrides.yaml` what
/// was typed, `hydra.yaml` where it was started.
public final class HydraOutput implements Importer {
  private static final int LIST_ITEM = 2;

  @Override
  public String kind() {
    return "hydra";
  }

  @Override
  public boolean fits(Path folder) {
    return Files.isRegularFile(folder.resolve(".hydra/config.yaml"));
  }

  @Override
  public void read(Path folder, Found found) throws IOException {
    found.configuration(
        Yaml.read(Files.readString(folder.resolve(".hydra/config.yaml"))), ".hydra/config.yaml");
    var typed = folder.resolve(".hydra/overrides.yaml");
    if (Files.isRegularFile(typed)) {
      Files.readString(typed)
          .lines()
          .filter(line -> line.startsWith("- "))
          .forEach(line -> override(line.substring(LIST_ITEM).strip(), found));
    }
    var own = folder.resolve(".hydra/hydra.yaml");
    if (Files.isRegularFile(own)) {
      var hydra = new LinkedHashMap<>(Yaml.read(Files.readString(own)));
      found.fact(
          "command.cwd",
          Nested.get(hydra, "hydra.runtime.cwd"),
          "runtime.cwd in .hydra/hydra.yaml");
    }
  }

  private static void override(String text, Found found) {
    int equals = text.indexOf('=');
    if (equals > 0 && !text.startsWith("hydra.")) {
      var key = text.substring(0, equals).replaceFirst("^[+~]+", "");
      found.typed(key, text.substring(equals + 1), ".hydra/overrides.yaml");
    }
  }
}
