package dev.runlog.capture.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The grammar of printed lines against the corpus.
@Timeout(60)
class MetricLinesTest {

  @ParameterizedTest
  @ValueSource(strings = {"lines.txt", "lines-public.txt"})
  void everyLineOfTheCorpusIsReadAsWritten(String file) throws IOException {
    var corpus = Corpus.read(file);
    assertThat(corpus.positives()).hasSizeGreaterThanOrEqualTo(50);
    assertThat(wrong(corpus.positives())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lines.txt", "lines-public.txt"})
  void noLineOfTheCorpusThatIsNoMetricIsReadAsOne(String file) throws IOException {
    var negatives = Corpus.read(file).negatives();
    assertThat(negatives).hasSizeGreaterThanOrEqualTo(50);
    assertThat(wrong(negatives)).isEmpty();
  }

  /// `read` and `rejected` are what was reached, of all the file holds.
  @ParameterizedTest
  @CsvSource({"lines-heldout.txt, 39, 70", "lines-heldout-public.txt, 55, 96"})
  void theHeldOutPartsComeOutNoWorseThanWhenTheyWereFirstRead(String file, int read, int rejected)
      throws IOException {
    var heldOut = Corpus.read(file);
    int positives = heldOut.positives().size();
    int negatives = heldOut.negatives().size();
    int nowRead = positives - wrong(heldOut.positives()).size();
    int nowRejected = negatives - wrong(heldOut.negatives()).size();
    System.out.printf(
        "%s: %d/%d cases read, %d/%d rejected; %s%n",
        file, nowRead, positives, nowRejected, negatives, readings(heldOut));
    assertThat(nowRead).isGreaterThanOrEqualTo(read);
    assertThat(nowRejected).isGreaterThanOrEqualTo(rejected);
  }

  /// How many single readings were right and how many were made up.
  private static String readings(Corpus corpus) {
    int expected = 0;
    int right = 0;
    int made = 0;
    for (var one : corpus.cases()) {
      var read = new TreeSet<>(Corpus.readings(one));
      made += read.size();
      read.retainAll(one.expected());
      right += read.size();
      expected += new TreeSet<>(one.expected()).size();
    }
    return "%d of %d readings, %d false".formatted(right, expected, made - right);
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
    return List.copyOf(new TreeSet<>(expected)).equals(List.copyOf(new TreeSet<>(read)));
  }
}
