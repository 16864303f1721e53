package dev.runlog.capture.config;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.capture.Source;
import dev.runlog.model.Config.ConfigFile;
import dev.runlog.model.Observation.Code;
import dev.runlog.model.Observation.ConfigurationFile;
import dev.runlog.model.Observation.Gap;
import dev.runlog.model.Observation.Origin;
import dev.runlog.model.Observation.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration files that the command line names: their bytes as they were before the
/// command started, by hash, and their values. A masked copy is kept in the run folder unless the
/// work tree is clean and Git tracks the file, because then Git has it.
public final class ConfigFileSource implements Source {
  private static final String FIELD = "config.files";
  private static final int MOST_PARAMETERS = 20_000;

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
        sink.accept(gap(setting, file.path(), e));
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
    for (var one : loaded) {
      file(one, one.path().equals(main), setting, sink);
    }
  }

  private static void file(Loaded one, boolean main, Setting setting, Sink sink) {
    @Nullable String copy = null;
    try {
      var text = one.text();
      // the text as a whole first, in case its values cannot be read
      copy = setting.redactor().text(text);
      var tree = one.tree(text);
      if (setting.redactor().tree(tree) instanceof Map<?, ?> masked) {
        copy = Copy.masked(setting.redactor().text(text), tree, masked);
        parameters(one, masked, setting, sink);
      }
    } catch (IOException | RuntimeException | StackOverflowError e) {
      sink.accept(gap(setting, one.path(), e));
    }
    var kept = copy == null || isInGit(one, setting) ? null : keep(one, copy, setting, sink);
    sink.accept(
        new ConfigurationFile(new ConfigFile(shown(setting, one.path()), one.hash(), kept), main));
  }

  private static void parameters(Loaded one, Map<?, ?> masked, Setting setting, Sink sink)
      throws IOException {
    var flat = Loaded.flat(masked);
    if (flat.size() > MOST_PARAMETERS) {
      throw new IOException("has " + flat.size() + " values, more than a configuration has");
    }
    var path = shown(setting, one.path());
    flat.forEach((key, value) -> sink.accept(new Parameter(key, value, Origin.CONFIG_FILE, path)));
  }

  /// Ignored files do not make a work tree dirty, so being clean is not enough.
  private static boolean isInGit(Loaded one, Setting setting) {
    var codes = setting.observed(Code.class);
    return !codes.isEmpty()
        && codes.getLast().git().commit() != null
        && Boolean.FALSE.equals(codes.getLast().git().dirty())
        && Tracked.isTracked(one.path());
  }

  /// The masked copy's path relative to the run folder; null where it could not be written.
  private static @Nullable String keep(Loaded one, String copy, Setting setting, Sink sink) {
    try {
      var folder = Files.createDirectories(setting.folder().resolve("config"));
      var file = free(folder, one.path().getFileName().toString());
      Files.writeString(file, copy);
      return "config/" + file.getFileName();
    } catch (IOException e) {
      sink.accept(gap(setting, one.path(), e));
      return null;
    }
  }

  private static Path free(Path folder, String name) {
    int dot = name.lastIndexOf('.');
    var path = folder.resolve(name);
    for (int n = 2; Loaded.exists(path); n++) {
      path = folder.resolve(name.substring(0, dot) + "_" + n + name.substring(dot));
    }
    return path;
  }

  private static String shown(Setting setting, Path path) {
    var inside = Loaded.inside(setting.plan().project(), path);
    return setting.redactor().text((inside == null ? path : inside).toString());
  }

  private static Gap gap(Setting setting, Path path, Throwable why) {
    var reason = why instanceof IOException ? why.getMessage() : why.toString();
    return new Gap(FIELD, setting.redactor().text(shown(setting, path) + " " + reason));
  }
}
