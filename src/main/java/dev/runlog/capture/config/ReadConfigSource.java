package dev.runlog.capture.config;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.capture.Source;
import dev.runlog.model.Observation.Access;
import dev.runlog.model.Observation.ConfigurationFile;
import dev.runlog.model.Observation.FileUse;
import dev.runlog.model.Observation.Origin;
import dev.runlog.model.Observation.Parameter;
import dev.runlog.model.Observation.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The configuration files that the program itself opened, by hash, with their values. What the
/// run wrote is no configuration of it.
public final class ReadConfigSource implements Source {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final int MOST_FILES = 100;

  /// Libraries that compose the configuration of files themselves and say what came of it.
  private static final List<String> COMPOSERS =
      List.of("hydra", "jsonargparse", "draccus", "pyrallis", "sacred", "mmengine", "absl", "tyro");

  private final Map<Path, Loaded> loaded = new LinkedHashMap<>();
  private final Map<String, Set<String>> readers = new LinkedHashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final Set<String> written = new HashSet<>();

  @Override
  public String name() {
    return "read configuration";
  }

  /// A file is read as soon as it is known, because it may be another one later.
  @Override
  public void during(Setting setting, Sink sink) throws InterruptedException {
    while (!setting.awaitEnd(LOOK_EVERY)) {
      look(setting);
    }
  }

  @Override
  public void after(Setting setting, Sink sink) {
    look(setting);
    var keeper = new Keeper(setting, sink);
    var told = new HashSet<String>();
    setting.observed(ConfigurationFile.class).forEach(file -> told.add(file.file().path()));
    var known = known(setting);
    for (var one : loaded.values()) {
      if (!written.contains(one.path().toString()) && told.add(keeper.shown(one.path()))) {
        tell(one, keeper, known);
      }
    }
  }

  private void look(Setting setting) {
    for (var use : setting.observed(FileUse.class)) {
      if (use.access() == Access.WRITTEN) {
        written.add(use.path());
        continue;
      }
      if (seen.add(use.path()) && loaded.size() < MOST_FILES) {
        load(use, setting);
      }
      if (readers.containsKey(use.path())) {
        readers.get(use.path()).add(String.valueOf(use.pid()));
      }
    }
  }

  private void load(FileUse use, Setting setting) {
    try {
      var path = Path.of(use.path());
      if (path.isAbsolute()
          && !path.startsWith(setting.folder())
          && ConfigRules.isCandidate(setting.plan().project(), path)
          && ConfigRules.isSmall(Files.size(path))) {
        loaded.put(path, Loaded.from(new Named.File(path, "")));
        readers.put(use.path(), new HashSet<>());
      }
    } catch (IOException | InvalidPathException e) {
      // what cannot be read here was perhaps not read there either
    }
  }

  private void tell(Loaded one, Keeper keeper, Map<String, String> known) {
    try {
      var tree = one.tree(one.text());
      if (ConfigRules.isConfiguration(one.path(), tree)) {
        var program = program(one, keeper.setting());
        boolean counts = program != null && !isKnown(tree, known);
        keeper.tell(one, tree, counts ? tree : Map.of(), program == null ? "" : program);
      }
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // of a file that nobody named it is not certain that it is a configuration at all
    }
  }

  /// The program that read a file: empty where there is only one or several read it, null where it
  /// is none of several.
  private @Nullable String program(Loaded one, Setting setting) {
    var programs = setting.observed(Program.class).stream().map(Program::id).distinct().toList();
    var own = new HashSet<>(readers.getOrDefault(one.path().toString(), Set.of()));
    own.retainAll(programs);
    if (programs.size() < 2 || own.size() > 1) {
      return "";
    }
    return own.isEmpty() ? null : own.iterator().next();
  }

  /// What the program has said of itself: keys, and what said so.
  private static Map<String, String> known(Setting setting) {
    var known = new LinkedHashMap<String, String>();
    for (var parameter : setting.observed(Parameter.class)) {
      if (parameter.origin() == Origin.PROGRAM || parameter.origin() == Origin.GUESSED) {
        known.put(parameter.key(), parameter.source());
      }
    }
    return known;
  }

  /// Whether a library has composed the configuration of its files, or the program holds most of a
  /// file's values under a name of its own.
  private static boolean isKnown(Map<?, ?> tree, Map<String, String> known) {
    if (known.values().stream()
        .anyMatch(source -> COMPOSERS.stream().anyMatch(source::startsWith))) {
      return true;
    }
    var inner = new HashSet<String>();
    for (var key : known.keySet()) {
      for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
        inner.add(key.substring(dot + 1));
      }
    }
    var keys = Loaded.flat(tree).keySet();
    return keys.stream().filter(inner::contains).count() * 2 > keys.size();
  }
}
