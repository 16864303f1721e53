package dev.runlog.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class PaperNumbersTest {
  private static List<String> latex(String text) {
    return PaperNumbers.of(text, true).stream().map(PaperNumbers.Place::number).toList();
  }

  @Test
  void onlyResultsInTablesAreTaken() {
    assertThat(
            latex(
                """
                We reach 0.999 in the text, see Table~\\ref{tab:1.5}.
                \\begin{tabular}[t]{l@{\\hspace{1.5em}}cc}
                Model & Acc & F1 \\\\ \\cmidrule(lr){2-3}
                ResNet-50 & $\\mathbf{0.943}$ & 94.3\\% \\\\[2.5pt]  % old: 0.111
                \\textbf{Ours} & 0.951 $\\pm$ 0.002 & -1.25e-3 \\\\ % 0.2
                50 epochs & 12 & 1,234.5 \\\\ \\cite{smith2.0} \\vspace{0.5cm}
                \\end{tabular}
                and 0.888 after it
                """))
        .containsExactly("0.943", "94.3\\%", "0.951", "-1.25e-3", "1,234.5");
  }

  @Test
  void markdownTablesAreRead() {
    var places =
        PaperNumbers.of("Accuracy 0.5\n\n| model | acc |\n|---|---|\n| ours | 94.3% |\n", false);
    assertThat(places).containsExactly(new PaperNumbers.Place(5, 10, "94.3%"));
  }

  @Test
  void hostileTextEnds() {
    assertThat(latex("\\begin{tabular}" + "1".repeat(100_000) + "{".repeat(50_000))).isEmpty();
    assertThat(latex("\\begin{tabular}\n".repeat(20_000))).isEmpty();
  }
}
