package dev.runlog.render;

import static dev.runlog.render.NoteElement.CHANGE;
import static dev.runlog.render.NoteElement.HYPOTHESIS;
import static dev.runlog.render.NoteElement.NEXT;
import static dev.runlog.render.NoteElement.RESULT;
import static dev.runlog.render.NoteElement.RISK;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NoteTextTest {
  private static final String DRAFTED =
      """
      # Run: r
      ## Hypothesis
      does it work?
      ## Change
      _Draft:_ lr 0.1 -> 0.2.
      ## Result
      _Draft:_ acc 0.9.
      ## Next
      [What follows from it?]
      ## Risk/Anomaly
      _Draft:_ nothing in the record.
      """;

  private static NoteText of(String text) {
    return NoteText.of(text);
  }

  @Test
  void placeholdersAndDraftsAreToWrite() {
    assertThat(of(DRAFTED).debt()).containsExactly(CHANGE, RESULT, NEXT, RISK);
    assertThat(of(NoteText.blank("r")).debt()).hasSize(5);
    assertThat(of("").debt()).hasSize(5);
    assertThat(of(NoteText.blank("r")).hasWords()).isFalse();
    assertThat(of(DRAFTED).hasWords()).isTrue();
  }

  @Test
  void oneElementIsChangedAndEveryOtherCharacterStays() {
    var now = of(DRAFTED).with(RESULT, "much better");
    assertThat(now.toString()).isEqualTo(DRAFTED.replace("_Draft:_ acc 0.9.", "much better"));
    assertThat(now.withMore(RESULT, "on three seeds").toString())
        .isEqualTo(DRAFTED.replace("_Draft:_ acc 0.9.", "much better\non three seeds"));
    assertThat(of(DRAFTED).withMore(NEXT, "x").toString())
        .isEqualTo(DRAFTED.replace("[What follows from it?]", "x"));
  }

  @Test
  void whatAPersonPutBelowADraftOrIntoBracketsIsWritten() {
    var below = of(DRAFTED.replace("acc 0.9.", "acc 0.9.\nand it is stable"));
    assertThat(below.debt()).doesNotContain(RESULT);
    assertThat(of(DRAFTED.replace("[What follows from it?]", "[issue 5]")).debt())
        .doesNotContain(NEXT);
  }

  @Test
  void windowsLineEndsAndAMarkAtTheBeginningStay() {
    var windows = "\uFEFF" + DRAFTED.replace("\n", "\r\n");
    assertThat(of(windows).debt()).containsExactly(CHANGE, RESULT, NEXT, RISK);
    assertThat(of(windows).with(NEXT, "a\nb").toString())
        .isEqualTo(windows.replace("[What follows from it?]", "a\r\nb"));
    assertThat(of(DRAFTED.replace("\n", "\r")).debt()).containsExactly(CHANGE, RESULT, NEXT, RISK);
  }

  @Test
  void headingsAreKnownHoweverAPersonWritesThem() {
    var changed =
        "# Run: r\n# hypothesis:\nh\n### Changes\nc\n##Results\nr\n## Next steps\nn\n## Risk / Anomaly ##\nx";
    assertThat(of(changed).debt()).isEmpty();
    assertThat(of("## Risks\nx").state(RISK)).isEqualTo(NoteText.State.WRITTEN);
  }

  @Test
  void aMissingHeadingIsPutInItsPlace() {
    assertThat(of("# Run: r\n## Hypothesis\nh\n## Next\nn").with(RESULT, "x").toString())
        .isEqualTo("# Run: r\n## Hypothesis\nh\n## Result\nx\n## Next\nn");
    assertThat(of("my own words").with(RESULT, "x").toString())
        .isEqualTo("my own words\n## Result\nx\n");
    assertThat(of("").with(RISK, "x").toString()).isEqualTo("## Risk/Anomaly\nx\n");
    assertThat(of("## Next").with(NEXT, "x").toString()).isEqualTo("## Next\nx\n");
    assertThat(of("## Result\n\n## Next\n").with(RESULT, "x").toString())
        .isEqualTo("## Result\nx\n\n## Next\n");
  }

  @Test
  void headingsInsideABlockOfCodeAreNone() {
    var text = "## Change\n```\n## Result\nno\n```\n## Result\n\n";
    assertThat(of(text).debt()).contains(RESULT).doesNotContain(CHANGE);
    assertThat(of(text).with(RESULT, "x").toString()).endsWith("```\n## Result\nx\n\n");
    assertThat(of("## Change\n```\nnever closed\n## Result\nr\n").debt()).doesNotContain(RESULT);
  }

  @Test
  void wordsCannotLeaveTheirElement() {
    var now = of(DRAFTED).with(NEXT, "a\n## Risk/Anomaly\n\u001b[31mb\n```\n# c");
    assertThat(now.body(NEXT)).isEqualTo("a\n\\## Risk/Anomaly\n[31mb\n```\n# c\n```");
    assertThat(now.state(RISK)).isEqualTo(NoteText.State.DRAFT);
  }

  @Test
  void whatCannotBeRecalledCountsAsWrittenAndSaysSo() {
    var now = of(DRAFTED).forgotten();
    assertThat(now.debt()).isEmpty();
    assertThat(now.isForgotten()).isTrue();
    assertThat(now.toString())
        .contains("## Next\n_Cannot recall._\n")
        .contains("## Result\n_Cannot recall. Draft:_ acc 0.9.\n")
        .contains("does it work?");
    assertThat(now.with(NEXT, "now I know").debt()).isEmpty();
    assertThat(of(NoteText.blank("r")).forgotten().hasWords()).isFalse();
  }

  @Test
  void draftsAreTakenOver() {
    assertThat(of(DRAFTED).accepted().toString()).isEqualTo(DRAFTED.replace("_Draft:_ ", ""));
  }

  @Test
  void theEditorOpensAtTheFirstOpenElement() {
    assertThat(of(DRAFTED).lineToWrite()).isEqualTo(5);
    assertThat(of(DRAFTED).accepted().lineToWrite()).isEqualTo(9);
    assertThat(of(NoteText.blank("r").replace("\n", "\r\n")).lineToWrite()).isEqualTo(3);
    assertThat(of("## Result\n## Next\n").lineToWrite()).isEqualTo(2);
    assertThat(of("").lineToWrite()).isEqualTo(1);
  }

  @Test
  void whateverTheTextWhatAPersonWroteIsStillThere() {
    var random = new Random(7);
    var pieces =
        List.of(
            "## Result",
            "## Next\r",
            "#",
            "```",
            "~~~",
            "_Draft:_ x",
            "\uFEFF",
            "words",
            "",
            "\r",
            "# Run: r",
            "## Mine",
            "##Risk",
            "[What follows from it?]",
            " \t",
            "\u0000",
            "ä☃");
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder();
      for (int k = random.nextInt(12); k > 0; k--) {
        text.append(pieces.get(random.nextInt(pieces.size())))
            .append(random.nextInt(9) == 0 ? "" : "\n");
      }
      var before = of(text.toString());
      for (var element : NoteElement.values()) {
        var now = before.withMore(element, "NEW");
        assertThat(now.state(element)).as(text.toString()).isEqualTo(NoteText.State.WRITTEN);
        var open = before.state(element).isOpen() ? before.body(element) : "";
        int lost = text.length() + "NEW".length() - now.toString().length();
        assertThat(lost).as(text.toString()).isLessThanOrEqualTo(open.length());
        for (var other : NoteElement.values()) {
          if (other != element) {
            assertThat(now.body(other)).as(text.toString()).isEqualTo(before.body(other));
          }
        }
      }
    }
  }

  @Test
  void aVeryLongTextIsReadAtOnce() {
    var text = "## Result\n" + "x ".repeat(2_000_000) + "\n".repeat(500_000) + "## Next\ny\n";
    assertThat(of(text).with(HYPOTHESIS, "h").debt()).containsExactly(CHANGE, RISK);
  }
}
