package dev.runlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The examples of the README, run as a newcomer runs them.
@Timeout(60)
class ExamplesTest {
  @TempDir Path dir;

  private List<String> run(String... command) throws IOException, InterruptedException {
    var output = dir.resolve("output");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    assertThat(process.start().waitFor()).as(Files.readString(output)).isZero();
    return Files.readAllLines(output);
  }

  private List<String> train(String seed, Path out) throws IOException, InterruptedException {
    return run(
        "python3",
        "examples/digits/train.py",
        "--limit=300",
        "--epochs=4",
        "--seed=" + seed,
        "--out=" + out);
  }

  @Test
  void theDigitTrainerLearnsAndRepeatsItselfWithTheSameSeed() throws Exception {
    var first = train("7", dir.resolve("first"));
    train("7", dir.resolve("again"));
    train("8", dir.resolve("other"));
    assertThat(first)
        .anyMatch(line -> line.matches("epoch 4/4 train_loss=0\\.\\d+ val_loss=\\S+ val_acc=\\S+"))
        .anyMatch(line -> line.matches("test_loss=\\S+ test_acc=0\\.[6-9]\\d+"));
    for (var name : List.of("model.json", "predictions.csv")) {
      assertThat(dir.resolve("again").resolve(name))
          .hasSameBinaryContentAs(dir.resolve("first").resolve(name));
      assertThat(Files.mismatch(dir.resolve("first/" + name), dir.resolve("other/" + name)))
          .isNotNegative();
    }
  }

  @Test
  void piPrintsAStepALineAndWritesTheSameNumbers() throws Exception {
    var script = Files.copy(Path.of("examples/pi/pi.sh"), dir.resolve("pi.sh"));
    var lines = run("sh", script.toString(), "--steps", "3", "--points", "20000");
    assertThat(lines)
        .hasSize(3)
        .allMatch(line -> line.matches("step \\d estimate=3\\.\\d{6} error=0\\.\\d{6}"));
    assertThat(Files.readAllLines(dir.resolve("out/results.csv"))).hasSize(4);
  }
}
