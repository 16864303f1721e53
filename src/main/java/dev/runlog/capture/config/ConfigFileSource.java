package dev.runlog.capture.config;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.capture.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The configuration files that the command line names: their bytes as they were before the
/// command started, by hash, and their values.
public final class ConfigFileSource implements Source {
  private final List<Loaded> loaded = new ArrayList<>();

  @Override
  public String name() {
    return "config files";
  }

  @Override
  public void before(Setting setting, Sink sink) {
    for (var file : Named.on(setting.plan().argv(), setting.plan().cwd())) {
      try {
        loaded.add(Loaded.from(file));
      } catch (IOException | RuntimeException e) {
        new Keeper(setting, sink).gap(file.path(), e);
      }
    }
  }

  @Override
  public void during(Setting setting, Sink sink) {
    if (loaded.isEmpty()) {
      return;
    }
    var main =
        loaded.stream()
            .filter(one -> one.file().isConfigOption())
            .findFirst()
            .orElse(loaded.getFirst())
            .path();
    var keeper = new Keeper(setting, sink);
    for (var one : loaded) {
      keeper.tell(one, one.path().equals(main));
    }
  }
}
