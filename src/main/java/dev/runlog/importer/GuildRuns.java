package dev.runlog.importer;

import dev.runlog.json.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Guild AI's runs: `<home>/runs/<id>/.guild/`, where each file in `attrs` is one value as YAML.
/// Deleted ones, in `trash`, stay deleted.
public final class GuildRuns implements FolderStore {
  private static final String WHY = "guild";
  private static final String ATTRIBUTES = ".guild/attrs";

  @Override
  public String kind() {
    return WHY;
  }

  @Override
  public String lookedFor() {
    return "GUILD_HOME (such as .guild or ~/.guild), or a run folder in it";
  }

  /// The copy of the source code in a run may hold runs of its own, which are none here.
  @Override
  public List<Path> marks(Place place) throws IOException {
    var trash = place.path().resolve("trash");
    var runs = new ArrayList<Path>();
    for (var folder :
        place.paths(
            path -> Files.isDirectory(path.resolve(ATTRIBUTES)) && !path.startsWith(trash))) {
      if (runs.stream().noneMatch(folder::startsWith)) {
        runs.add(folder);
      }
    }
    return runs;
  }

  @Override
  public void each(Place place, Consumer<Foreign> runs) throws IOException {
    for (var folder : marks(place)) {
      var id = String.valueOf(folder.getFileName());
      runs.accept(
          new Foreign(
              id,
              operation(folder) + " " + id,
              folder,
              found -> new Attributes(folder).tell(found)));
    }
  }

  /// `opref` ends with the model, which may be empty, and the operation.
  private static String operation(Path folder) throws IOException {
    var file = folder.resolve(".guild/opref");
    var words = Files.isRegularFile(file) ? Texts.read(file).strip().split("\\s+") : new String[0];
    var name = words.length == 0 ? "" : words[words.length - 1];
    return name.isEmpty() ? "run" : name;
  }

  private record Attributes(Path folder) {

    private @Nullable Object value(String name) throws IOException {
      var file = folder.resolve(ATTRIBUTES).resolve(name);
      return Files.isRegularFile(file)
          ? Yaml.read("v:\n " + Texts.read(file).replace("\n", "\n ")).get("v")
          : null;
    }

    private @Nullable String text(String name) throws IOException {
      var value = value(name);
      return value == null || value.toString().isEmpty() ? null : value.toString();
    }

    void tell(Found found) throws IOException {
      found.fact("name", operation(folder), WHY);
      found.fact("imported_from.label", text("label"), WHY);
      found.fact("imported_from.random_seed", value("random_seed"), WHY);
      found.fact("command.user", text("user"), WHY);
      found.fact("command.host", text("host"), WHY);
      found.fact("command.argv", value("cmd") instanceof List<?> words ? words : null, WHY);
      found.fact(
          "tags", value("tags") instanceof List<?> tags && !tags.isEmpty() ? tags : null, WHY);
      found.fact("hypothesis", comments(), WHY);
      var started = value("started");
      found.fact("timestamp.start", time(started != null ? started : value("initialized")), WHY);
      found.fact("timestamp.end", time(value("stopped")), WHY);
      status(found);
      commit(found);
      environment(found);
      if (value("flags") instanceof Map<?, ?> flags) {
        found.configuration(flags, WHY);
      }
      var output = folder.resolve(".guild/output");
      if (Files.isRegularFile(output) && Files.size(output) > 0) {
        found.text("train.log", Texts.read(output));
      }
      found.artifact("guild", folder.toString());
      TensorBoardFolders.read(folder, found);
    }

    /// Microseconds since the epoch.
    private static java.time.@Nullable Instant time(@Nullable Object value) {
      return value instanceof Number number ? Texts.seconds(number.doubleValue() / 1e6) : null;
    }

    private @Nullable String comments() throws IOException {
      var bodies = new ArrayList<String>();
      if (value("comments") instanceof List<?> list) {
        for (var one : list) {
          if (one instanceof Map<?, ?> comment && comment.get("body") instanceof String body) {
            bodies.add(body);
          }
        }
      }
      return bodies.isEmpty() ? null : String.join("\n", bodies);
    }

    /// What a signal ended has its number below zero; without a number nothing is known.
    private void status(Found found) throws IOException {
      if (value("exit_status") instanceof Number number) {
        long code = number.longValue();
        found.fact("command.exit_code", code < 0 ? null : number, WHY);
        found.fact("status", code == 0 ? "finished" : code < 0 ? "killed" : "failed", WHY);
      }
    }

    /// `git:<commit>`, with a star where there were changes.
    private void commit(Found found) throws IOException {
      var commit = text("vcs_commit");
      if (commit != null && commit.startsWith("git:")) {
        boolean dirty = commit.endsWith("*");
        found.fact("git.commit", commit.substring(4, commit.length() - (dirty ? 1 : 0)), WHY);
        found.fact("git.dirty", dirty, WHY);
      }
    }

    private void environment(Found found) throws IOException {
      if (value("platform") instanceof Map<?, ?> platform) {
        var python = platform.get("python_version");
        found.environment(
            "python", python == null ? null : python.toString().replaceFirst(" .*", ""));
        found.environment("platform", platform.get("uname"));
      }
      if (value("pip_freeze") instanceof List<?> packages && !packages.isEmpty()) {
        var lines = packages.stream().map(String::valueOf).toList();
        found.text("requirements_freeze.txt", String.join("\n", lines) + "\n");
      }
    }
  }
}
