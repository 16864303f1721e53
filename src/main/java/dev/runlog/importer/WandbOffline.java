package dev.runlog.importer;

import dev.runlog.capture.metrics.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Weights & Biases: folders of offline runs, and of online ones that still lie there, by their
/// `.wandb` file.
public final class WandbOffline implements RunStore {
  private static final String END = ".wandb";

  @Override
  public String kind() {
    return "wandb";
  }

  @Override
  public String lookedFor() {
    return "a .wandb file or a folder with some, such as wandb/";
  }

  @Override
  public boolean fits(Place place) throws IOException {
    return !logs(place).isEmpty();
  }

  private static List<Path> logs(Place place) throws IOException {
    return place.isAddress() || !Files.exists(place.path())
        ? List.of()
        : place.paths(path -> path.toString().endsWith(END) && Files.isRegularFile(path));
  }

  @Override
  public void each(Place place, Consumer<Foreign> runs) throws IOException {
    for (var log : logs(place)) {
      var name = log.getFileName().toString();
      runs.accept(new Foreign(id(log, name), name, log.getParent(), found -> read(log, found)));
    }
  }

  /// A resumed run has several logs with one id: the start tells them apart.
  private static String id(Path log, String name) {
    var id = new String[] {name};
    try {
      WandbLog.read(
          log,
          data -> {
            for (var record = new Wire(data); record.next(); ) {
              if (record.field() == 17 && record.delimited()) {
                id[0] = new WandbRun(new Found()).id(record.message());
                return false;
              }
            }
            return true;
          });
    } catch (IOException e) {
      return name; // it is broken when its content is read
    }
    return id[0];
  }

  private static void read(Path log, Found found) throws IOException {
    var run = new WandbRun(found);
    long damaged = WandbLog.read(log, run);
    if (!run.isKnown()) {
      throw new IOException("there is no run in it");
    }
    if (damaged > 0) {
      found.accept(
          new dev.runlog.model.Observation.Gap(
              "metrics", "the W&B log is damaged or torn in " + damaged + " places"));
    }
    run.end();
    var files = log.resolveSibling("files");
    text(files.resolve("output.log"), "train.log", found);
    text(files.resolve("requirements.txt"), "requirements_freeze.txt", found);
    text(files.resolve("diff.patch"), "changes.patch", found);
    metadata(files.resolve("wandb-metadata.json"), found);
  }

  private static void text(Path file, String name, Found found) throws IOException {
    if (Files.isRegularFile(file) && Files.size(file) > 0) {
      found.text(name, Texts.read(file));
    }
  }

  private static void metadata(Path file, Found found) throws IOException {
    if (!Files.isRegularFile(file)) {
      return;
    }
    var tree = Texts.object(Texts.read(file));
    var program = new WandbProgram(found);
    program.argv(string(tree.get("executable")), string(tree.get("program")), tree.get("args"));
    program.detail("python", string(tree.get("python")));
    program.detail("platform", string(tree.get("os")));
    program.detail("gpu", string(tree.get("gpu")));
    program.detail("cuda", string(tree.get("cudaVersion")));
    program.detail("hostname", string(tree.get("host")));
    found.fact("command.cwd", string(tree.get("root")), "wandb");
    found.fact("command.host", string(tree.get("host")), "wandb");
    found.fact("command.user", string(tree.get("username")), "wandb");
    if (tree.get("git") instanceof java.util.Map<?, ?> git) {
      found.fact("git.commit", git.get("commit"), "wandb");
      found.fact("git.remote", git.get("remote"), "wandb");
    }
  }

  private static @Nullable String string(@Nullable Object value) {
    return value instanceof String text && !text.isEmpty() ? text : null;
  }
}
