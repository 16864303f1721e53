package dev.runlog.importer;

import dev.runlog.model.Data;
import dev.runlog.model.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A run.json that a script of one's own wrote, whole or partial, with the minimal set of fields.
/// The file itself is kept in the run folder, and so is run.md beside it.
public final class PlainRecords implements RunStore {
  private static final String WHY = "run.json";

  @Override
  public String kind() {
    return "runjson";
  }

  @Override
  public String lookedFor() {
    return "run.json files that are not runlog's own";
  }

  @Override
  public boolean fits(Place place) throws IOException {
    return !files(place).isEmpty();
  }

  private static List<Path> files(Place place) throws IOException {
    return place.isAddress() || !Files.exists(place.path())
        ? List.of()
        : place.paths(
            file ->
                Files.isRegularFile(file)
                    && (file.endsWith(WHY) || place.isFile())
                    && !Files.exists(file.resolveSibling("cout.txt"))
                    && !isOurs(file));
  }

  private static boolean isOurs(Path file) {
    try (var in = Files.newInputStream(file)) {
      var head = new String(in.readNBytes(200), java.nio.charset.StandardCharsets.UTF_8);
      return head.contains("\"schema\": \"runlog/");
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void each(Place place, Consumer<Foreign> runs) throws IOException {
    var zone = place.world().clock().getZone();
    for (var file : files(place)) {
      var folder = file.resolveSibling("");
      runs.accept(
          new Foreign(
              file.toRealPath().toString(),
              place.path().equals(file)
                  ? file.getFileName().toString()
                  : place.path().relativize(file).toString(),
              folder,
              found -> read(file, zone, found)));
    }
  }

  private static void read(Path file, ZoneId zone, Found found) throws IOException {
    var text = Texts.read(file);
    var run = Texts.object(text);
    found.text("imported_run.json", text);
    var note = file.resolveSibling("run.md");
    if (Files.isRegularFile(note)) {
      found.text("run.md", Texts.read(note));
    }
    var id = run.get("run_id");
    found.fact("imported_from.run_id", id, WHY);
    if (id instanceof String name) {
      found.fact("name", name(name), WHY);
    }
    if (run.get("timestamp") instanceof Map<?, ?> time) {
      found.fact("timestamp.start", Texts.time(time.get("start"), zone), WHY);
      found.fact("timestamp.end", Texts.time(time.get("end"), zone), WHY);
    } else {
      found.fact("timestamp.start", Texts.time(run.get("timestamp"), zone), WHY);
    }
    facts(run, found);
    sections(run, found);
  }

  /// What a run is called whose id is that of its folder.
  static String name(String id) {
    return id.replaceFirst("^\\d{4}-\\d\\d-\\d\\d_\\d{4}_", "");
  }

  private static void facts(Map<String, @Nullable Object> run, Found found) {
    if (run.get("status") instanceof String status
        && List.of("finished", "failed", "killed").contains(status)) {
      found.fact("status", status, WHY);
    }
    if (run.get("git") instanceof Map<?, ?> git) {
      for (var field : List.of("commit", "branch", "remote")) {
        found.fact("git." + field, git.get(field) instanceof String text ? text : null, WHY);
      }
      found.fact("git.dirty", git.get("dirty") instanceof Boolean dirty ? dirty : null, WHY);
    }
    found.fact("tags", run.get("tags") instanceof List<?> tags ? tags : null, WHY);
    found.fact("hypothesis", run.get("hypothesis"), WHY);
    found.fact("command.argv", run.get("command") instanceof List<?> argv ? argv : null, WHY);
  }

  private static void sections(Map<String, @Nullable Object> run, Found found) {
    if (run.get("config") instanceof Map<?, ?> config) {
      var resolved = config.get("resolved") instanceof Map<?, ?> map ? map : config;
      found.configuration(resolved, config.get("path") instanceof String path ? path : WHY);
      found.fact("imported_from.config_path", config.get("path"), WHY);
      found.fact("imported_from.config_hash", config.get("hash"), WHY);
    }
    if (run.get("data") instanceof Map<?, ?> data && data.get("path") instanceof String path) {
      found.accept(new Observation.DataSet(data(data, path)));
    }
    details(run.get("environment"), Observation.Section.ENVIRONMENT, found);
    details(run.get("resources"), Observation.Section.RESOURCES, found);
    if (run.get("random") instanceof Map<?, ?> random) {
      found.fact("imported_from.random", random, WHY);
    }
    if (run.get("metrics") instanceof Map<?, ?> metrics) {
      dev.runlog.json.Nested.flat(metrics)
          .forEach(
              (name, value) -> {
                var number = Texts.number(value);
                if (number != null) {
                  found.metric(name, number, null, 0, WHY);
                }
              });
    }
    if (run.get("artifacts") instanceof Map<?, ?> artifacts) {
      artifacts.forEach(
          (name, path) -> {
            if (path instanceof String text) {
              found.artifact(String.valueOf(name), text);
            }
          });
    }
  }

  private static void details(@Nullable Object section, Observation.Section into, Found found) {
    if (section instanceof Map<?, ?> map) {
      map.forEach(
          (field, value) -> {
            if (value instanceof String || value instanceof Number) {
              found.accept(new Observation.Detail(into, String.valueOf(field), value));
            }
          });
    }
  }

  /// Its hash is what the script says, by whatever way it was made: it stands as an identity.
  private static Data data(Map<?, ?> data, String path) {
    return new Data(
        data.get("name") instanceof String name ? name : null,
        path,
        null,
        Texts.sizes(data.get("split")),
        null,
        null,
        null,
        null,
        WHY,
        false,
        List.of(),
        List.of(),
        data.get("hash") instanceof String hash ? hash : null,
        null);
  }
}
