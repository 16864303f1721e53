package dev.runlog.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoughtTest {
  @ParameterizedTest
  @CsvSource({
    "0.943, 0.943, 0",
    "0.943, 0.9425, 0",
    "0.943, 0.9434999, 0",
    "0.943, 0.9435, 0",
    "0.943, 0.9436, -1",
    "0.943, 0.94249, -1",
    "0.943, 94.3, 1",
    ".943, 0.9431, 0",
    "0.9430, 0.9431, -1",
    "94.3%, 0.943, 0",
    "94.3%, 0.94349, 0",
    "94.3%, 0.9437, -1",
    "94.3%, 94.31, 1",
    "94.3, 94.3, 0",
    "94.3, 0.943, 1",
    "94.3\\%, 0.943, 0",
    "-0.25, -0.2512, 0",
    "\u22120.25, -0.25, 0",
    "1e-3, 0.001, 0",
    "1.0e-3, 0.00104, 0",
    "1.0e-3, 0.00106, -1",
    "'1,234.5', 1234.52, 0",
    "120, 120.3, 0",
    "120, 1.2, -1",
    "0, 0.4, 0",
  })
  void aNumberStandsForWhatRoundsToIt(String text, double value, int fit) {
    assertThat(Sought.of(text).fit(value)).isEqualTo(fit);
  }

  @ParameterizedTest
  @CsvSource({"lr=0.1", "abc", "''", "1.2.3", "e", "0x10", "1e999999999", "--1", "'1,2'", "NaN"})
  void otherWordsAreNoNumbers(String text) {
    assertThat(Sought.of(text)).isNull();
  }
}
