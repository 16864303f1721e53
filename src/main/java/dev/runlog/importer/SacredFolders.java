package dev.runlog.importer;

import dev.runlog.model.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sacred's file storage: `<base>/<n>/` with run.json, config.json, metrics.json and cout.txt.
/// Its times are in UTC.
public final class SacredFolders implements FolderStore {
  private static final String WHY = "sacred";

  @Override
  public String kind() {
    return WHY;
  }

  @Override
  public String lookedFor() {
    return "the folder of a FileStorageObserver";
  }

  @Override
  public List<Path> marks(Place place) throws IOException {
    return place.paths(
        path ->
            Files.isRegularFile(path.resolve("run.json"))
                && (Files.isRegularFile(path.resolve("cout.txt"))
                    || Files.isRegularFile(path.resolve("config.json")))
                && !Files.exists(path.resolve("run.md")));
  }

  @Override
  public void each(Place place, Consumer<Foreign> runs) throws IOException {
    for (var folder : marks(place)) {
      runs.accept(
          new Foreign(
              folder.toRealPath().toString(),
              place.label(folder),
              folder,
              found -> read(folder, found)));
    }
  }

  private static void read(Path folder, Found found) throws IOException {
    run(Texts.object(Texts.read(folder.resolve("run.json"))), folder, found);
    var config = folder.resolve("config.json");
    if (Files.isRegularFile(config)) {
      found.configuration(Texts.object(Texts.read(config)), WHY);
    }
    var metrics = folder.resolve("metrics.json");
    if (Files.isRegularFile(metrics)) {
      Texts.object(Texts.read(metrics)).forEach((name, series) -> series(name, series, found));
    }
    var log = folder.resolve("cout.txt");
    if (Files.isRegularFile(log) && Files.size(log) > 0) {
      found.text("train.log", Texts.read(log));
    }
  }

  private static void run(Map<String, @Nullable Object> run, Path folder, Found found) {
    found.fact("imported_from.run_id", String.valueOf(folder.getFileName()), WHY);
    found.fact("imported_from.status", run.get("status"), WHY);
    found.fact("timestamp.start", time(run.get("start_time")), WHY);
    found.fact("timestamp.end", time(run.get("stop_time")), WHY);
    switch (String.valueOf(run.get("status"))) {
      case "COMPLETED" -> found.fact("status", "finished", WHY);
      case "FAILED", "TIMEOUT" -> found.fact("status", "failed", WHY);
      case "INTERRUPTED" -> found.fact("status", "killed", WHY);
      default -> {} // running, queued
    }
    if (run.get("fail_trace") instanceof List<?> trace && !trace.isEmpty()) {
      found.fact("command.evidence", String.valueOf(trace.getLast()).strip(), WHY);
    }
    var result = Texts.number(run.get("result"));
    if (result != null) {
      found.metric("result", result, null, seconds(time(run.get("stop_time"))), WHY);
    }
    if (run.get("host") instanceof Map<?, ?> host) {
      host(host, found);
    }
    if (run.get("experiment") instanceof Map<?, ?> experiment) {
      experiment(experiment, found);
    }
    if (run.get("meta") instanceof Map<?, ?> meta) {
      found.fact("hypothesis", meta.get("comment"), WHY);
    }
    if (run.get("artifacts") instanceof List<?> artifacts) {
      artifacts.forEach(
          name -> found.artifact(String.valueOf(name), folder.resolve(name + "").toString()));
    }
  }

  private static void host(Map<?, ?> host, Found found) {
    found.fact("command.host", host.get("hostname"), WHY);
    found.environment("hostname", host.get("hostname"));
    found.environment("python", host.get("python_version"));
    found.environment("cpu", host.get("cpu"));
    if (host.get("os") instanceof List<?> os) {
      found.environment("platform", os.getLast());
    }
  }

  private static void experiment(Map<?, ?> experiment, Found found) {
    found.fact("name", experiment.get("name"), WHY);
    found.fact("command.cwd", experiment.get("base_dir"), WHY);
    if (experiment.get("dependencies") instanceof List<?> packages && !packages.isEmpty()) {
      var lines = new ArrayList<String>();
      packages.forEach(one -> lines.add(String.valueOf(one)));
      found.text("requirements_freeze.txt", String.join("\n", lines) + "\n");
      found.accept(
          new Observation.Gap("environment.pip_freeze", "only the packages that Sacred saw"));
    }
    if (experiment.get("repositories") instanceof List<?> list
        && !list.isEmpty()
        && list.getFirst() instanceof Map<?, ?> repository) {
      found.fact("git.commit", repository.get("commit"), WHY);
      found.fact("git.remote", repository.get("url"), WHY);
      found.fact("git.dirty", repository.get("dirty"), WHY);
    }
  }

  private static void series(String name, @Nullable Object series, Found found) {
    if (!(series instanceof Map<?, ?> map && map.get("values") instanceof List<?> values)) {
      return;
    }
    var steps = map.get("steps") instanceof List<?> list ? list : List.of();
    var times = map.get("timestamps") instanceof List<?> list ? list : List.of();
    for (int i = 0; i < values.size(); i++) {
      var value = Texts.number(values.get(i));
      if (value == null) {
        found.accept(new Observation.Gap("metrics", name + " has values that are no numbers"));
        continue;
      }
      var step = i < steps.size() ? Texts.whole(steps.get(i)) : null;
      found.metric(name, value, step, seconds(i < times.size() ? time(times.get(i)) : null), WHY);
    }
  }

  private static double seconds(@Nullable Instant time) {
    return time == null ? 0 : time.toEpochMilli() / 1e3;
  }

  private static @Nullable Instant time(@Nullable Object text) {
    return Texts.time(text, ZoneOffset.UTC);
  }
}
