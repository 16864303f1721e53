package dev.runlog.capture.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The grammar of printed lines against the corpus.
@Timeout(60)
class MetricLinesTest {

  @Test
  void everyLineOfTheCorpusIsReadAsWritten() throws IOException {
    var corpus = Corpus.read("lines.txt");
    assertThat(corpus.positives()).hasSizeGreaterThanOrEqualTo(80);
    assertThat(wrong(corpus.positives())).isEmpty();
  }

  @Test
  void noLineOfTheCorpusThatIsNoMetricIsReadAsOne() throws IOException {
    var negatives = Corpus.read("lines.txt").negatives();
    assertThat(negatives).hasSizeGreaterThanOrEqualTo(50);
    assertThat(wrong(negatives)).isEmpty();
  }

  @Test
  void theHeldOutPartComesOutNoWorseThanWhenItWasFirstRead() throws IOException {
    var heldOut = Corpus.read("lines-heldout.txt");
    int positives = heldOut.positives().size();
    int negatives = heldOut.negatives().size();
    int read = positives - wrong(heldOut.positives()).size();
    int rejected = negatives - wrong(heldOut.negatives()).size();
    System.out.printf(
        "held out: %d/%d read, %d/%d rejected%n", read, positives, rejected, negatives);
    assertThat(read).isGreaterThanOrEqualTo(34);
    assertThat(rejected).isGreaterThanOrEqualTo(34);
  }

  @Test
  void theLastStateOfABarIsItsLastPoint() {
    var read = new ArrayList<Double>();
    var lines = new MetricLines((name, value, step, time) -> read.add(value));
    for (int i = 0; i < 9; i++) {
      lines.line("step " + i + " loss=0." + (9 - i), true, 0.1 * i);
    }
    lines.line("step 9 loss=0.05", false, 0.9);
    lines.end();
    assertThat(read).containsExactly(0.9, 0.05);
  }

  private static List<String> wrong(List<Corpus.Case> cases) {
    var wrong = new ArrayList<String>();
    for (var one : cases) {
      var read = Corpus.readings(one);
      if (!matches(one.expected(), read)) {
        wrong.add(
            "before line "
                + one.at()
                + " "
                + one.lines()
                + "\n  expected "
                + one.expected()
                + "\n  read     "
                + read);
      }
    }
    return wrong;
  }

  private static boolean matches(List<String> expected, List<String> read) {
    return List.copyOf(new java.util.TreeSet<>(expected))
        .equals(List.copyOf(new java.util.TreeSet<>(read)));
  }
}
