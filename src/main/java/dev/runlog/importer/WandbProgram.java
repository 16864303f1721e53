package dev.runlog.importer;

import dev.runlog.model.Observation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The program of a W&B run and what it ran on, which W&B keeps in two places.
record WandbProgram(Found found) {

  void argv(@Nullable String executable, @Nullable String program, @Nullable Object args) {
    if (program == null || program.startsWith("<")) {
      return; // a notebook or a prompt
    }
    var argv = new ArrayList<String>();
    if (executable != null) {
      argv.add(executable);
    }
    argv.add(program);
    if (args instanceof List<?> words) {
      words.forEach(word -> argv.add(String.valueOf(word)));
    }
    found.fact("command.argv", argv, "wandb");
  }

  void detail(String field, @Nullable Object value) {
    if (value != null) {
      found.accept(new Observation.Detail(Observation.Section.ENVIRONMENT, field, value));
    }
  }
}
