package dev.runlog.importer;

import dev.runlog.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An output folder of Hugging Face's Trainer: `trainer_state.json` repeats a few of its arguments.
/// The metrics in it are read as those of any file of results.
public final class HuggingFaceTrainer implements Importer {
  private static final String STATE = "trainer_state.json";
  private static final List<String> ARGUMENTS =
      List.of(
          "num_train_epochs",
          "max_steps",
          "train_batch_size",
          "logging_steps",
          "eval_steps",
          "save_steps");

  @Override
  public String kind() {
    return "huggingface";
  }

  @Override
  public boolean fits(Path folder) {
    return Files.isRegularFile(folder.resolve(STATE));
  }

  @Override
  public void read(Path folder, Found found) throws IOException {
    arguments(Json.readObject(Files.readString(folder.resolve(STATE))), found);
  }

  /// Takes the arguments that a state repeats.
  static void arguments(Map<String, @Nullable Object> state, Found found) {
    for (var name : ARGUMENTS) {
      if (state.get(name) instanceof Number value) {
        found.configuration(Map.of(name, value), STATE);
      }
    }
  }
}
