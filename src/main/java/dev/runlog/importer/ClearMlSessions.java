package dev.runlog.importer;

import dev.runlog.json.Json;
import dev.runlog.model.Observation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// ClearML's offline sessions: a folder, or the zip file of it, with task.json, metrics.jsonl and
/// log.jsonl. It does not say how a session ended, and when only by its events.
public final class ClearMlSessions implements RunStore {
  private static final String WHY = "clearml";
  private static final String TASK = "task.json";
  private static final String ZIP = ".zip";
  private static final int LARGEST = 256 << 20;
  // stands for "no step" in a single value
  private static final long NO_STEP = Integer.MIN_VALUE;

  /// The files of a session by their names; null where there is no such file.
  private interface Session {
    @Nullable String read(String name) throws IOException;
  }

  @Override
  public String kind() {
    return WHY;
  }

  @Override
  public String lookedFor() {
    return "offline sessions, folders or zip files, such as ~/.clearml/cache/offline";
  }

  @Override
  public boolean fits(Place place) throws IOException {
    return !sessions(place).isEmpty();
  }

  private static List<Path> sessions(Place place) throws IOException {
    return place.isAddress() || !Files.exists(place.path())
        ? List.of()
        : place.paths(path -> isFolder(path) || isZip(path));
  }

  /// One without a task is told by its zip, where it has one.
  private static boolean isFolder(Path path) {
    var task = path.resolve(TASK);
    return Files.isRegularFile(task)
        && (task.toFile().length() > 0
            || !Files.isRegularFile(path.resolveSibling(path.getFileName() + ZIP)));
  }

  /// A zip beside its own folder has nothing more.
  private static boolean isZip(Path path) {
    var name = String.valueOf(path.getFileName());
    if (!name.endsWith(ZIP)
        || !Files.isRegularFile(path)
        || isFolder(path.resolveSibling(name.substring(0, name.length() - ZIP.length())))) {
      return false;
    }
    try (var zip = new ZipFile(path.toFile())) {
      return zip.getEntry(TASK) != null;
    } catch (IOException e) {
      return false; // another's
    }
  }

  @Override
  public void each(Place place, Consumer<Foreign> runs) throws IOException {
    for (var path : sessions(place)) {
      var name = String.valueOf(path.getFileName());
      var id = name.endsWith(ZIP) ? name.substring(0, name.length() - ZIP.length()) : name;
      runs.accept(
          new Foreign(id, name, Files.isDirectory(path) ? path : null, found -> read(path, found)));
    }
  }

  private static void read(Path path, Found found) throws IOException {
    if (Files.isDirectory(path)) {
      tell(name -> inFolder(path.resolve(name)), found);
      return;
    }
    try (var zip = new ZipFile(path.toFile())) {
      tell(name -> inZip(zip, name), found);
    }
  }

  private static @Nullable String inFolder(Path file) throws IOException {
    return Files.isRegularFile(file) ? Texts.read(file) : null;
  }

  private static @Nullable String inZip(ZipFile zip, String name) throws IOException {
    var entry = zip.getEntry(name);
    if (entry == null) {
      return null;
    }
    try (var in = zip.getInputStream(entry)) {
      var bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new IOException(name + " is larger than " + (LARGEST >> 20) + " MiB");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static void tell(Session session, Found found) throws IOException {
    var text = session.read(TASK);
    task(Texts.object(text == null ? "" : text), found);
    var times = new long[] {Long.MAX_VALUE, 0};
    var log = new StringBuilder();
    events(session.read("metrics.jsonl"), times, event -> metric(event, found), found);
    events(
        session.read("log.jsonl"),
        times,
        event -> log.append(event.get("msg")).append('\n'),
        found);
    if (!log.isEmpty()) {
      found.text("train.log", log.toString());
    }
    if (times[1] > 0) {
      found.fact("timestamp.start", Texts.seconds(times[0] / 1e3), WHY);
      found.fact("timestamp.end", Texts.seconds(times[1] / 1e3), WHY);
    }
  }

  private static void task(Map<String, @Nullable Object> task, Found found) {
    found.fact("name", task.get("name"), WHY);
    found.fact("imported_from.project", task.get("project_name"), WHY);
    found.fact("imported_from.type", task.get("type"), WHY);
    found.fact("hypothesis", task.get("comment"), WHY);
    found.fact("tags", task.get("tags") instanceof List<?> tags ? tags : null, WHY);
    parameters(task.get("hyperparams"), found);
    if (task.get("script") instanceof Map<?, ?> script) {
      script(script, found);
    }
    if (task.get("execution") instanceof Map<?, ?> execution
        && execution.get("artifacts") instanceof List<?> artifacts) {
      for (var one : artifacts) {
        if (one instanceof Map<?, ?> artifact && artifact.get("uri") instanceof String uri) {
          found.artifact(String.valueOf(artifact.get("key")), uri);
        }
      }
    }
  }

  /// Those of argparse and of `connect` without a name stand at the top; nested ones have a `/`.
  private static void parameters(@Nullable Object sections, Found found) {
    if (!(sections instanceof Map<?, ?> all)) {
      return;
    }
    all.forEach(
        (section, parameters) -> {
          boolean top = "Args".equals(section) || "General".equals(section);
          if (parameters instanceof Map<?, ?> map) {
            map.forEach(
                (name, parameter) ->
                    parameter(
                        (top ? "" : section + ".") + String.valueOf(name).replace('/', '.'),
                        parameter,
                        found));
          }
        });
  }

  private static void parameter(String key, @Nullable Object parameter, Found found) {
    if (parameter instanceof Map<?, ?> map && map.get("value") instanceof String text) {
      found.configuration(
          Map.of(key, "str".equals(map.get("type")) ? text : Texts.value(text)), WHY);
    }
  }

  private static void script(Map<?, ?> script, Found found) {
    found.fact("git.commit", script.get("version_num"), WHY);
    found.fact("git.branch", script.get("branch"), WHY);
    found.fact("git.remote", script.get("repository"), WHY);
    found.fact("imported_from.source", script.get("entry_point"), WHY);
    boolean inGit = script.get("version_num") instanceof String commit && !commit.isEmpty();
    if (inGit && script.get("diff") instanceof String diff) {
      found.fact("git.dirty", !diff.isBlank(), WHY);
      if (!diff.isBlank()) {
        found.text("changes.patch", diff);
      }
    }
    if (script.get("requirements") instanceof Map<?, ?> requirements
        && requirements.get("pip") instanceof String lines) {
      packages(lines, found);
    }
  }

  /// `# Python 3.13.0 (main, ...)`, then those packages that the script imports.
  private static void packages(String lines, Found found) {
    var python = "# Python ";
    var packages = new StringBuilder();
    for (var line : lines.lines().toList()) {
      if (line.startsWith(python)) {
        found.environment("python", line.substring(python.length()).replaceFirst("[ |].*", ""));
      } else if (!line.startsWith("#") && !line.isBlank()) {
        packages.append(line.replace(" == ", "==")).append('\n');
      }
    }
    if (!packages.isEmpty()) {
      found.text("requirements_freeze.txt", packages.toString());
      found.accept(
          new Observation.Gap("environment.pip_freeze", "only the packages that ClearML saw"));
    }
  }

  /// Each line is a list of events; a line that is torn says so.
  private static void events(
      @Nullable String lines, long[] times, Consumer<Map<?, ?>> to, Found found) {
    for (var line : lines == null ? List.<String>of() : lines.lines().toList()) {
      try {
        if (Json.readLenient(line) instanceof List<?> events) {
          for (var one : events) {
            if (one instanceof Map<?, ?> event) {
              time(event, times);
              to.accept(event);
            }
          }
        }
      } catch (IOException e) {
        found.accept(new Observation.Gap("metrics", "a line of its events is torn"));
      }
    }
  }

  private static void time(Map<?, ?> event, long[] times) {
    var time = Texts.whole(event.get("timestamp"));
    if (time != null && time > 0) {
      times[0] = Math.min(times[0], time);
      times[1] = Math.max(times[1], time);
    }
  }

  private static void metric(Map<?, ?> event, Found found) {
    var value = Texts.number(event.get("value"));
    var step = Texts.whole(event.get("iter"));
    if (value == null || !"training_stats_scalar".equals(event.get("type"))) {
      return;
    }
    boolean single = step == null || step == NO_STEP;
    var time = Texts.whole(event.get("timestamp"));
    found.metric(
        single
            ? String.valueOf(event.get("variant"))
            : event.get("metric") + "/" + event.get("variant"),
        value,
        single ? null : step,
        time == null ? 0 : time / 1e3,
        WHY);
  }
}
