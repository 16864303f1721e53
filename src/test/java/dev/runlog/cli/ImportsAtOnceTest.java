package dev.runlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Imports that meet each other, and one that is killed.
@Timeout(180)
class ImportsAtOnceTest {
  private static final int RUNS = 60;
  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void store() {
    cli = new Cli(folder);
    cli.committed();
    for (int run = 0; run < RUNS; run++) {
      var base = "mlruns/0/" + Integer.toHexString(0xaaaa + run);
      cli.file(
          base + "/meta.yaml",
          "run_name: same\nstatus: 3\nstart_time: 1700000000000\nend_time: 1700000060000\n");
      cli.file(base + "/params/lr", "0.1");
      cli.file(base + "/metrics/loss", "1700000000000 0.5 0\n".repeat(200));
    }
  }

  private Process importing(int number) throws IOException {
    var java = ProcessHandle.current().info().command().orElseThrow();
    var builder =
        new ProcessBuilder(
                List.of(
                    java,
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.runlog.cli.Main",
                    "import",
                    "mlflow",
                    "mlruns"))
            .directory(cli.project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said" + number).toFile());
    builder.environment().clear();
    builder.environment().putAll(cli.env);
    return builder.start();
  }

  private void eachIsHereOnce() throws IOException {
    assertThat(cli.sh("find outputs -name imported_from | wc -l").strip()).isEqualTo("" + RUNS);
    var ids = cli.runs().stream().map(r -> Cli.field(Cli.record(r), "imported_from.id")).toList();
    assertThat(ids).hasSize(RUNS).doesNotHaveDuplicates();
  }

  @Test
  void bringEachRunOnce() throws Exception {
    var imports = new ArrayList<Process>();
    for (int number = 0; number < 3; number++) {
      imports.add(importing(number));
    }
    for (int number = 0; number < 3; number++) {
      assertThat(imports.get(number).waitFor())
          .as(Files.readString(folder.resolve("said" + number)))
          .isZero();
    }
    eachIsHereOnce();
  }

  @Test
  void whatAKilledOneLeftIsBroughtInAgain() throws Exception {
    for (int kill = 0; kill < 3; kill++) {
      var process = importing(kill);
      int before = cli.runs().size();
      while (process.isAlive() && cli.runs().size() <= before) {
        Thread.onSpinWait();
      }
      process.destroyForcibly().waitFor();
    }
    assertThat(cli.runs()).hasSizeBetween(1, RUNS - 1);
    assertThat(cli.runlog("import", "mlflow", "mlruns").code()).isZero();
    eachIsHereOnce();
  }
}
