package dev.runlog.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunOrderTest {
  @TempDir Path outputs;

  private List<String> ordered(List<Path> folders) {
    var shuffled = new ArrayList<>(folders);
    Collections.reverse(shuffled);
    shuffled.sort(new RunOrder());
    return shuffled.stream().map(folder -> folder.getFileName().toString()).toList();
  }

  @Test
  void withinAMinuteTheOneMadeFirstIsFirstWhateverItsName() throws IOException {
    var names = new ArrayList<String>();
    var made = new ArrayList<Path>();
    for (int n = 1; n <= 12; n++) {
      var name = "2026-01-31_2359_train" + (n == 1 ? "" : "_" + n);
      names.add(name);
      made.add(Files.createDirectory(outputs.resolve(name)));
    }
    assertThat(ordered(made)).isEqualTo(names);
  }

  @Test
  void theMinuteComesBeforeTheMaking() throws IOException {
    var later = Files.createDirectory(outputs.resolve("2026-02-01_0000_a"));
    var earlier = Files.createDirectory(outputs.resolve("2026-01-31_2359_z"));
    assertThat(ordered(List.of(earlier, later)))
        .containsExactly("2026-01-31_2359_z", "2026-02-01_0000_a");
  }

  @Test
  void numbersDecideWhereTheMakingDoesNot() {
    var gone = outputs.resolve("gone");
    var tenth = gone.resolve("2026-01-31_2359_train_10");
    var second = gone.resolve("2026-01-31_2359_train_2");
    assertThat(ordered(List.of(second, tenth)))
        .containsExactly("2026-01-31_2359_train_2", "2026-01-31_2359_train_10");
  }
}
