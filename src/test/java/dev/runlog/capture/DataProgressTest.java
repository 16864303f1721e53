package dev.runlog.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DataProgressTest {
  @Test
  void theBarSaysHowMuchIsDoneAndHowFastItGoes() {
    assertThat(DataProgress.line(1_500_000_000, 6_000_000_000L, Duration.ofSeconds(5).toNanos()))
        .isEqualTo("runlog: data [#######                       ] 1.5 of 6.0 GB, 300 MB/s");
  }

  @Test
  void aFileThatGrewIsNoMoreThanAll() {
    assertThat(DataProgress.line(20_000_000, 10_000_000, Duration.ofSeconds(1).toNanos()))
        .contains("[" + "#".repeat(30) + "]", "0.02 of 0.02 GB");
    assertThat(DataProgress.line(0, 0, 0)).contains("0 MB/s");
  }
}
