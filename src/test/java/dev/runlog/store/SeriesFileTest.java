package dev.runlog.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.runlog.model.MetricPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SeriesFileTest {
  @TempDir private Path folder;

  /// What the plain reader tells and what the fast one tells.
  private void bothTellTheSame(Path file) throws IOException {
    var plain = new ArrayList<MetricPoint>();
    MetricsFile.read(file, plain::add);
    var fast = new ArrayList<MetricPoint>();
    SeriesFile.read(
        file,
        (name, source) ->
            (step, value) -> fast.add(new MetricPoint(name, value, (long) step, 0, source)));
    assertThat(fast).hasSameSizeAs(plain).hasSizeGreaterThan(3);
    for (int i = 0; i < plain.size(); i++) {
      assertThat(fast.get(i).name()).isEqualTo(plain.get(i).name());
      assertThat(fast.get(i).source()).isEqualTo(plain.get(i).source());
      double value = plain.get(i).value();
      if (Double.isFinite(value)) {
        assertThat(fast.get(i).value()).isCloseTo(value, within(Math.abs(value) * 1e-15));
      } else {
        assertThat((Double) fast.get(i).value()).isEqualTo((Double) value);
      }
      var step = plain.get(i).step();
      if (step != null) {
        assertThat(fast.get(i).step()).isEqualTo(step);
      }
    }
  }

  @Test
  void ourOwnLinesOfEveryKind() throws IOException {
    var file = folder.resolve("metrics.jsonl");
    var random = new Random(1);
    try (var metrics = new MetricsFile(file)) {
      for (int i = 0; i < 40_000; i++) {
        double value =
            switch (i % 7) {
              case 0 -> random.nextDouble();
              case 1 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
              case 2 -> random.nextInt(1000);
              case 3 -> Double.NaN;
              case 4 -> Double.MAX_VALUE;
              case 5 -> -Double.MIN_VALUE;
              default -> i % 2 == 0 ? Double.NEGATIVE_INFINITY : -0.1;
            };
        var name = i % 3 == 0 ? "loss" : i % 3 == 1 ? "häh \"q\"" : "los";
        var step = i % 5 == 0 ? null : (Long) random.nextLong(1L << 52);
        metrics.append(new MetricPoint(name, value, step, 1.7e9 + i, i % 4 == 0 ? "a" : "stdout"));
      }
    }
    bothTellTheSame(file);
  }

  @Test
  void foreignAndTornLines() throws IOException {
    var file = folder.resolve("metrics.jsonl");
    var line = "{\"name\":\"a\",\"value\":1.5,\"step\":1,\"time\":1.5,\"source\":\"s\"}\n";
    Files.writeString(
        file,
        line
            + line.substring(0, 40)
            + line
            + "{\"name\": \"a\", \"value\": 2, \"step\": 7}\n"
            + "\n[]\nnull\n{}\n"
            + line.substring(0, line.length() - 9)
            + "\n"
            + "{\"name\":\"a\",\"value\":-,\"step\":1,\"time\":1.5,\"source\":\"s\"}\n"
            + "x".repeat(3_000_000)
            + "\n"
            + line
            + line.stripTrailing());
    bothTellTheSame(file);
  }
}
