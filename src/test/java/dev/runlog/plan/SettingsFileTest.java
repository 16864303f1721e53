package dev.runlog.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runlog.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class SettingsFileTest {
  @TempDir Path project;

  private void write(String text) throws IOException {
    Files.writeString(project.resolve("runlog.toml"), text);
  }

  @Test
  void everyKeyIsRead() throws IOException {
    write(
        """
        output = "runs"
        data = "data/digits"
        redact = ["lab_code"]
        untracked_limit = "2MiB"
        patch_limit = 1000
        observe_files = false
        """);
    var found = SettingsFile.find(project);
    assertThat(found.folder()).isEqualTo(project);
    assertThat(found.settings())
        .isEqualTo(
            new Plan.Settings(
                "runs", List.of("data/digits"), List.of("lab_code"), 2 << 20, 1000, false));
  }

  @Test
  void dataMayBeATable() throws IOException {
    write(
        """
        [data]
        paths = ["a", "b"]
        budget = "2GiB"
        budget_seconds = 30
        finish = false
        ask_servers = false
        split = { train = 60000, test = 10000 }
        """);
    var settings = SettingsFile.find(project).settings();
    assertThat(settings.data()).containsExactly("a", "b");
    assertThat(settings.budget()).isEqualTo(new Plan.Budget(2L << 30, 30, false, false));
    assertThat(settings.split()).containsEntry("train", 60000L).containsEntry("test", 10000L);
  }

  @Test
  void theFileIsFoundFromAFolderBelowAndTheNearestWins() throws IOException {
    write("output = \"far\"");
    var below = Files.createDirectories(project.resolve("a/b"));
    assertThat(SettingsFile.find(below).settings().output()).isEqualTo("far");
    assertThat(SettingsFile.find(below).folder()).isEqualTo(project);
    Files.writeString(project.resolve("a/runlog.toml"), "output = \"near\"");
    assertThat(SettingsFile.find(below).settings().output()).isEqualTo("near");
  }

  @Test
  void withoutAFileTheDefaultsHold() {
    var found = SettingsFile.find(project);
    // a runlog.toml above the temporary folder would be somebody's own
    if (found.folder() == null) {
      assertThat(found.settings()).isEqualTo(Plan.Settings.DEFAULT);
    }
  }

  @Test
  void anEmptyFileChangesNothing() throws IOException {
    write("# nothing yet\n");
    assertThat(SettingsFile.find(project).settings()).isEqualTo(Plan.Settings.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "# x⏎ouput = 'a'          | runlog.toml:2: ouput is not a setting (did you mean 'output'?)",
        "[observe_file]⏎a = 1     | runlog.toml:1: observe_file is not a setting (did you mean 'observe_files'?)",
        "output = 1               | runlog.toml:1: output must be a string that is not empty",
        "output = ''              | runlog.toml:1: output must be",
        "data = [1]               | runlog.toml:1: data must be a string or a list of strings",
        "[data]⏎budged = 1        | runlog.toml:2: budged is not a setting (did you mean 'budget'?)",
        "[data]⏎split = 3         | runlog.toml:2: split must be a table",
        "[data]⏎budget_seconds=-1 | runlog.toml:2: budget_seconds must be a number",
        "redact = true            | runlog.toml:1: redact must be a string or a list of strings",
        "patch_limit = 'many'     | runlog.toml:1: patch_limit must be a size like",
        "patch_limit = '1 parsec' | runlog.toml:1: patch_limit has the unknown unit parsec",
        "patch_limit = -1         | runlog.toml:1: patch_limit must be a number of bytes",
        "patch_limit = '99999999999GiB' | runlog.toml:1: patch_limit must be a size like",
        "observe_files = 'yes'    | runlog.toml:1: observe_files must be true or false",
        "output =                 | runlog.toml: ",
      })
  void whatIsWrongIsNamedWithFileLineAndKey(String text, String message) throws IOException {
    write(text.replace('⏎', '\n').replace('\'', '"'));
    assertThatThrownBy(() -> SettingsFile.find(project))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(project.resolve(message).toString().strip())
        .satisfies(e -> assertThat(((Problem) e).exitCode()).isEqualTo(2));
  }
}
