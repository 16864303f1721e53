package dev.runlog.sync.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContentsTest {
  @Test
  void aLongValueEndsWithTheHashOfTheWholeAndCutsNoEmoji() {
    var cut = Contents.cut("x" + "😀".repeat(5000), 6000);
    assertThat(cut.length()).isBetween(5999, 6000);
    assertThat(cut).matches("x(😀)+\\.\\.\\. sha256:[0-9a-f]{64}");
    assertThat(Contents.cut("y".repeat(6000), 6000)).isEqualTo("y".repeat(6000));
  }

  @Test
  void namesThatMlflowDoesNotTakeAreChangedAndStayApart() {
    var names = new Names();
    assertThat(List.of("val/acc", "größe-1.b c").stream().map(names::of))
        .containsExactly("val/acc", "größe-1.b c");
    assertThat(names.of("a:b")).isEqualTo("a_b");
    assertThat(names.of("a?b")).matches("a_b-[0-9a-f]{8}");
    assertThat(names.of("a:b")).isEqualTo("a_b");
    assertThat(names.of("/x//../y/")).isEqualTo("_/x/_/_/y/_");
    assertThat(names.of("🔥")).isEqualTo("_");
    assertThat(names.of("z".repeat(300))).hasSize(250);
    assertThat(names.changed()).containsEntry("a_b", "a:b").doesNotContainKey("val/acc");
  }
}
