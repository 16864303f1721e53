package dev.runlog.capture.python;

import static dev.runlog.cli.Cli.field;
import static dev.runlog.cli.Cli.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `%%runlog` in a real IPython.
@Timeout(600)
class MagicIT {
  private static final Path CLIENT = Path.of("src/main/python/client").toAbsolutePath();

  /// Cells, as a notebook runs them.
  private static final String CELLS =
      """
      from IPython.core.interactiveshell import InteractiveShell
      shell = InteractiveShell.instance()
      for cell in [
          "%load_ext runlog",
          "%%runlog small one\\nimport runlog\\nx = 41\\nrunlog.log(loss=0.5, step=1)\\nx + 1",
          "assert x == 41 and _ == 42",
          "%%runlog breaks\\nimport runlog\\nrunlog.config(lr=0.1)\\n1 / 0",
          "%%runlog\\nthis is no Python",
          "print('goes on')",
      ]:
          shell.run_cell(cell, store_history=True)
      """;

  @TempDir private Path project;

  static List<Python> pythons() {
    return Venv.oldestAndNewest();
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void aCellIsARunWithItsNumbersAndItsError(Python base) throws Exception {
    var python = Venv.with(base, "ipython", "ipython");
    Files.writeString(project.resolve("cells.py"), CELLS);
    var env =
        Map.of(
            "HOME", Files.createDirectories(project.resolve("home")).toString(),
            "PYTHONPATH", CLIENT.toString(),
            "PATH", "/usr/bin:/bin");
    var result = python.run(project, env, List.of("cells.py"));
    assertThat(result.out())
        .contains("Out[2]: 42", "ZeroDivisionError", "SyntaxError", "goes on")
        .doesNotContain("AssertionError");
    try (var all = Files.list(project.resolve("outputs"))) {
      var runs = all.map(run -> record(run)).toList();
      assertThat(runs)
          .extracting(run -> run.get("name") + " " + run.get("status"))
          .containsExactlyInAnyOrder("small one finished", "breaks failed", "cell failed");
      for (var run : runs) {
        switch (String.valueOf(run.get("name"))) {
          case "small one" -> assertThat(field(run, "metrics.loss")).isEqualTo(0.5);
          case "breaks" -> {
            assertThat(field(run, "command.evidence").toString()).contains("ZeroDivisionError");
            assertThat(field(run, "config.resolved.lr")).isEqualTo(0.1);
          }
          default -> assertThat(field(run, "command.evidence").toString()).contains("SyntaxError");
        }
      }
    }
  }
}
