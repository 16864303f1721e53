package dev.runlog.capture.python;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.capture.Source;
import dev.runlog.json.Canonical;
import dev.runlog.model.Observation.Detail;
import dev.runlog.model.Observation.Gap;
import dev.runlog.model.Observation.Interpreter;
import dev.runlog.model.Observation.Section;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The packages of the interpreter that really ran, as its own `pip freeze` prints them, read
/// from their metadata without starting a Python.
public final class PackagesSource implements Source {
  private static final String FILE = "requirements_freeze.txt";

  @Override
  public String name() {
    return "packages";
  }

  @Override
  public void after(Setting setting, Sink sink) throws IOException, InterruptedException {
    var interpreter = interpreter(setting);
    if (interpreter.isEmpty()) {
      sink.accept(new Gap("environment.packages", "no Python interpreter of the run is known"));
      return;
    }
    freeze(setting, sink, interpreter.get());
    conda(setting, sink, interpreter.get());
  }

  /// The one that ran the program last: a shell script may have prepared with another before.
  private static Optional<Interpreter> interpreter(Setting setting) {
    var all = setting.observed(Interpreter.class);
    return all.reversed().stream()
        .filter(Interpreter::main)
        .findFirst()
        .or(() -> all.reversed().stream().findFirst());
  }

  private static void freeze(Setting setting, Sink sink, Interpreter interpreter)
      throws IOException, InterruptedException {
    var freeze = new Freeze(interpreter, setting.plan().cwd());
    var lines = freeze.lines();
    var plain = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    var text = setting.redactor().text(plain);
    if (!text.equals(plain)) {
      sink.accept(
          new Gap("environment.pip_freeze", "differs from pip freeze where secrets are masked"));
    }
    for (var why : freeze.doubts()) {
      sink.accept(new Gap("environment.pip_freeze", why));
    }
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    Files.write(setting.folder().resolve(FILE), bytes);
    say(sink, "packages", freeze.count());
    say(sink, "pip_freeze", FILE);
    say(sink, "pip_freeze_hash", Canonical.sha256(bytes));
  }

  private static void conda(Setting setting, Sink sink, Interpreter interpreter) {
    if (!Files.isDirectory(Path.of(interpreter.prefix(), "conda-meta"))) {
      return;
    }
    var env = setting.plan().env();
    var named = interpreter.prefix().equals(env.get("CONDA_PREFIX"));
    var name = named ? env.get("CONDA_DEFAULT_ENV") : null;
    var conda = new LinkedHashMap<String, @Nullable Object>();
    conda.put("name", name != null ? name : condaName(interpreter.prefix()));
    conda.put("prefix", interpreter.prefix());
    say(sink, "conda", conda);
  }

  private static @Nullable String condaName(String prefix) {
    var folder = Path.of(prefix);
    var parent = folder.getParent();
    boolean isNamed = parent != null && parent.endsWith("envs");
    return isNamed ? String.valueOf(folder.getFileName()) : null;
  }

  private static void say(Sink sink, String field, Object value) {
    sink.accept(new Detail(Section.ENVIRONMENT, field, value));
  }
}
