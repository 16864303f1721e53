package dev.runlog.capture.config;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.model.Config.ConfigFile;
import dev.runlog.model.Observation.Code;
import dev.runlog.model.Observation.ConfigurationFile;
import dev.runlog.model.Observation.Gap;
import dev.runlog.model.Observation.Origin;
import dev.runlog.model.Observation.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells of configuration files: each by its hash, with its values. A masked copy is kept in the
/// run folder unless the work tree is clean and Git tracks the file, because then Git has it.
record Keeper(Setting setting, Sink sink) {
  private static final String FIELD = "config.files";
  private static final int MOST_PARAMETERS = 20_000;

  /// A file and its values.
  void tell(Loaded one, boolean main) {
    @Nullable String copy = null;
    try {
      var text = one.text();
      // the text as a whole first, in case its values cannot be read
      copy = setting.redactor().text(text);
      var tree = one.tree(text);
      if (setting.redactor().tree(tree) instanceof Map<?, ?> masked) {
        copy = Copy.masked(copy, tree, masked);
        parameters(one, masked, "");
      }
    } catch (IOException | RuntimeException | StackOverflowError e) {
      gap(one.path(), e);
    }
    file(one, copy, main);
  }

  /// A file whose values have been read already, and those of them that count, which belong to a
  /// program.
  void tell(Loaded one, Map<?, ?> tree, Map<?, ?> values, String program) {
    @Nullable String copy = null;
    try {
      copy = setting.redactor().text(one.text());
      if (setting.redactor().tree(tree) instanceof Map<?, ?> masked) {
        copy = Copy.masked(copy, tree, masked);
      }
      if (setting.redactor().tree(values) instanceof Map<?, ?> masked) {
        parameters(one, masked, program);
      }
    } catch (IOException e) {
      gap(one.path(), e);
    }
    file(one, copy, false);
  }

  private void file(Loaded one, @Nullable String copy, boolean main) {
    var kept = copy == null || isInGit(one) ? null : keep(one, copy);
    sink.accept(new ConfigurationFile(new ConfigFile(shown(one.path()), one.hash(), kept), main));
  }

  private void parameters(Loaded one, Map<?, ?> masked, String program) throws IOException {
    var flat = Loaded.flat(masked);
    if (flat.size() > MOST_PARAMETERS) {
      throw new IOException("has " + flat.size() + " values, more than a configuration has");
    }
    var path = shown(one.path());
    flat.forEach(
        (key, value) -> sink.accept(new Parameter(key, value, Origin.CONFIG_FILE, path, program)));
  }

  /// Ignored files do not make a work tree dirty, so being clean is not enough.
  private boolean isInGit(Loaded one) {
    var codes = setting.observed(Code.class);
    return !codes.isEmpty()
        && codes.getLast().git().commit() != null
        && Boolean.FALSE.equals(codes.getLast().git().dirty())
        && Tracked.isTracked(one.path());
  }

  /// The masked copy's path relative to the run folder; null where it could not be written.
  private @Nullable String keep(Loaded one, String copy) {
    try {
      var folder = Files.createDirectories(setting.folder().resolve("config"));
      var file = free(folder, one.path().getFileName().toString());
      Files.writeString(file, copy);
      return "config/" + file.getFileName();
    } catch (IOException e) {
      gap(one.path(), e);
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

  /// The path as the record shows it: relative to the project where the file is in it.
  String shown(Path path) {
    var inside = Loaded.inside(setting.plan().project(), path);
    return setting.redactor().text((inside == null ? path : inside).toString());
  }

  void gap(Path path, Throwable why) {
    var reason = why instanceof IOException ? why.getMessage() : why.toString();
    sink.accept(new Gap(FIELD, setting.redactor().text(shown(path) + " " + reason)));
  }
}
