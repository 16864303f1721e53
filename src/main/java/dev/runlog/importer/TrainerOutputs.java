package dev.runlog.importer;

import dev.runlog.model.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Output folders of Hugging Face's Trainer. Each checkpoint's `trainer_state.json` has all that
/// the earlier ones have: the one with the highest step is read.
public final class TrainerOutputs implements FolderStore {
  private static final String STATE = "trainer_state.json";

  @Override
  public String kind() {
    return "huggingface";
  }

  @Override
  public String lookedFor() {
    return "an output folder with trainer_state.json";
  }

  @Override
  public List<Path> marks(Place place) throws IOException {
    return place.paths(path -> path.endsWith(STATE) && Files.isRegularFile(path));
  }

  @Override
  public void each(Place place, Consumer<Foreign> runs) throws IOException {
    var byOutput = new TreeMap<Path, Map<Path, String>>();
    for (var state : marks(place)) {
      byOutput.computeIfAbsent(output(state), key -> new TreeMap<>()).put(state, "");
    }
    for (var output : byOutput.entrySet()) {
      var folder = output.getKey();
      runs.accept(
          new Foreign(
              folder.toRealPath().toString(),
              String.valueOf(folder.getFileName()),
              folder,
              found -> read(newest(output.getValue().keySet(), found), found)));
    }
  }

  private static Path output(Path state) {
    var folder = state.resolveSibling("");
    var parent = folder.getParent();
    return parent != null && String.valueOf(folder.getFileName()).startsWith("checkpoint-")
        ? parent
        : folder;
  }

  private static Path newest(Iterable<Path> states, Found found) throws IOException {
    Path newest = null;
    long most = -1;
    IOException broken = null;
    for (var state : states) {
      try {
        var step = Texts.whole(Texts.object(Texts.read(state)).get("global_step"));
        if (step != null && step > most) {
          most = step;
          newest = state;
        }
      } catch (IOException e) {
        broken = e;
        var name = String.valueOf(state.resolveSibling("").getFileName());
        found.accept(new Observation.Gap("metrics", name + "/" + STATE + " cannot be read"));
      }
    }
    if (newest == null) {
      throw broken == null ? new IOException("no global_step in " + STATE) : broken;
    }
    return newest;
  }

  private static void read(Path file, Found found) throws IOException {
    var state = Texts.object(Texts.read(file));
    HuggingFaceTrainer.arguments(state, found);
    if (state.get("trial_params") instanceof Map<?, ?> params) {
      found.configuration(params, STATE);
    }
    found.fact("imported_from.best_model_checkpoint", state.get("best_model_checkpoint"), STATE);
    if (state.get("best_model_checkpoint") instanceof String model) {
      found.artifact("model", model);
    }
    double time = Files.getLastModifiedTime(file).toMillis() / 1e3;
    found.accept(
        new Observation.Gap("metrics.time", STATE + " has no times: that of the file stands"));
    if (state.get("log_history") instanceof List<?> history) {
      for (var entry : history) {
        if (entry instanceof Map<?, ?> row) {
          row(new LinkedHashMap<>(row), time, found);
        }
      }
    }
  }

  private static void row(Map<Object, @Nullable Object> row, double time, Found found) {
    var step = Texts.whole(row.remove("step"));
    row.forEach(
        (name, value) -> {
          var number = Texts.number(value);
          if (number != null) {
            found.metric(String.valueOf(name), number, step, time, "transformers");
          }
        });
  }
}
