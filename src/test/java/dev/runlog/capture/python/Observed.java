package dev.runlog.capture.python;

import dev.runlog.capture.TestSetting;
import dev.runlog.model.Observation;
import dev.runlog.model.Observation.Parameter;
import dev.runlog.model.Observation.Seed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A run for tests: what a source would see, what it said, and how the command ended.
final class Observed {
  final Path project;
  private final Path scratch;
  final TestSetting setting;
  final Map<String, String> environment;
  Python.@Nullable Result result;

  Observed(Path scratch) throws Exception {
    this.scratch = scratch;
    project = Files.createDirectories(scratch.resolve("project"));
    var home = Files.createDirectories(scratch.resolve("home"));
    var folder = Files.createDirectories(scratch.resolve("outputs/run"));
    setting = new TestSetting(project, folder).outputs(folder.getParent()).home(home).end();
    environment = setting.childEnvironment();
  }

  /// The same project, of which every file is older than the run.
  Observed begunAgain() throws Exception {
    return new Observed(scratch);
  }

  Path folder() {
    return setting.folder();
  }

  /// Runs a command of this project under the probe.
  Observed run(List<String> words) throws Exception {
    setting.argv(words.toArray(String[]::new));
    var source = new ProbeSource();
    source.before(setting, setting);
    result = Python.run(words, project, environment);
    source.during(setting, setting);
    source.after(setting, setting);
    return this;
  }

  Observed run(Python python, String... args) throws Exception {
    var words = new ArrayList<String>();
    words.add(python.executable().toString());
    words.addAll(List.of(args));
    return run(words);
  }

  /// The same program without the probe.
  Python.Result bare(Python python, String... args) throws Exception {
    var env = new HashMap<>(environment);
    env.remove("PYTHONPATH");
    return python.run(project, env, List.of(args));
  }

  Observed script(String name, String text) throws Exception {
    var file = project.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  <T extends Observation> List<T> observed(Class<T> kind) {
    return setting.observed(kind);
  }

  Map<String, @Nullable Object> parameters() {
    return setting.parameters();
  }

  Map<String, String> sources() {
    var values = new LinkedHashMap<String, String>();
    observed(Parameter.class).forEach(p -> values.put(p.key(), p.source()));
    return values;
  }

  List<String> seeds() {
    return observed(Seed.class).stream()
        .map(seed -> seed.call().function() + "=" + seed.call().value())
        .toList();
  }

  List<String> gaps() {
    return setting.gaps();
  }

  /// All lines of all event files.
  String events() throws Exception {
    var text = new StringBuilder();
    var probe = folder().resolve("probe");
    if (Files.isDirectory(probe)) {
      try (var files = Files.newDirectoryStream(probe, "*.jsonl")) {
        for (var file : files) {
          text.append(Files.readString(file));
        }
      }
    }
    return text.toString();
  }
}
