package dev.runlog.importer;

import dev.runlog.json.Json;
import dev.runlog.json.Nested;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A run folder of Sacred's file storage: config.json, run.json and metrics.json; its times are in
/// UTC.
public final class SacredRun implements Importer {

  @Override
  public String kind() {
    return "sacred";
  }

  @Override
  public boolean fits(Path folder) {
    return Files.isRegularFile(folder.resolve("config.json"))
        && Files.isRegularFile(folder.resolve("run.json"))
        && !Files.exists(folder.resolve("run.md"));
  }

  @Override
  public void read(Path folder, Found found) throws IOException {
    found.configuration(object(folder.resolve("config.json")), "config.json");
    var run = new LinkedHashMap<>(object(folder.resolve("run.json")));
    var why = "Sacred's run.json";
    found.fact("timestamp.start", time(run.get("start_time")), why);
    found.fact("timestamp.end", time(run.get("stop_time")), why);
    found.fact("command.host", Nested.get(run, "host.hostname"), why);
    found.fact("git.commit", commit(run), why);
    switch (String.valueOf(run.get("status"))) {
      case "COMPLETED" -> found.fact("status", "finished", why);
      case "FAILED" -> found.fact("status", "failed", why);
      case "INTERRUPTED" -> found.fact("status", "killed", why);
      default -> {} // it says nothing of how the run ended
    }
    var metrics = folder.resolve("metrics.json");
    if (Files.isRegularFile(metrics)) {
      object(metrics).forEach((name, series) -> series(name, series, found));
    }
  }

  private static void series(String name, @Nullable Object series, Found found) {
    if (!(series instanceof Map<?, ?> map
        && map.get("values") instanceof List<?> values
        && map.get("steps") instanceof List<?> steps
        && map.get("timestamps") instanceof List<?> times)) {
      return;
    }
    for (int i = 0; i < Math.min(values.size(), Math.min(steps.size(), times.size())); i++) {
      var time = time(times.get(i));
      if (values.get(i) instanceof Number value && time != null) {
        var step = steps.get(i) instanceof Number number ? (Long) number.longValue() : null;
        found.metric(
            name, value.doubleValue(), step, (double) time.toEpochSecond(ZoneOffset.UTC), "sacred");
      }
    }
  }

  private static @Nullable String commit(Map<String, @Nullable Object> run) {
    return Nested.get(run, "experiment.repositories") instanceof List<?> list
            && !list.isEmpty()
            && list.getFirst() instanceof Map<?, ?> repository
            && repository.get("commit") instanceof String commit
        ? commit
        : null;
  }

  private static @Nullable LocalDateTime time(@Nullable Object text) {
    try {
      return text instanceof String iso ? LocalDateTime.parse(iso) : null;
    } catch (java.time.DateTimeException e) {
      return null;
    }
  }

  private static Map<String, @Nullable Object> object(Path file) throws IOException {
    return Json.readObject(Files.readString(file));
  }
}
