package dev.runlog.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  @Test
  void theBarSaysHowMuchIsDoneAndHowFastItGoes() {
    assertThat(ProgressLine.text(1_500_000_000, 6_000_000_000L, Duration.ofSeconds(5).toNanos()))
        .isEqualTo(
            "runlog: data [#######                       ] 1.5 of 6.0 GB, 300 MB/s, 0:15 left");
  }

  @Test
  void aFileThatGrewIsNoMoreThanAll() {
    assertThat(ProgressLine.text(20_000_000, 10_000_000, Duration.ofSeconds(1).toNanos()))
        .contains("[" + "#".repeat(30) + "]", "0.02 of 0.02 GB");
    assertThat(ProgressLine.text(0, 0, 0)).contains("0 MB/s");
    assertThat(ProgressLine.text(1 << 20, 1L << 40, Duration.ofSeconds(1).toNanos()))
        .endsWith(", 291 h 16 min left");
  }
}
