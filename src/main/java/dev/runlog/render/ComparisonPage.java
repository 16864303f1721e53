package dev.runlog.render;

import dev.runlog.query.Comparison;
import dev.runlog.query.ComparisonFindings;
import dev.runlog.query.ComparisonRow;
import dev.runlog.query.ComparisonSide;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What differs between runs, for people: one column a run, what explains a result best first.
public final class ComparisonPage {
  private static final int MOST_ROWS = 60;
  private static final int LONGEST_KEY = 34;

  private final ComparisonFindings found;
  private final Look look;
  private final List<String> lines = new ArrayList<>();
  private final List<String> same = new ArrayList<>();

  private ComparisonPage(ComparisonFindings found, Look look) {
    this.found = found;
    this.look = look;
  }

  /// The page's lines.
  public static List<String> lines(ComparisonFindings found, Instant now, Look look) {
    var page = new ComparisonPage(found, look);
    page.head(now);
    page.parts();
    page.metrics();
    page.end();
    return page.lines;
  }

  private Comparison comparison() {
    return found.comparison();
  }

  private void head(Instant now) {
    var sides = comparison().sides();
    int width = sides.stream().mapToInt(side -> side.run().runId().length()).max().orElse(0);
    for (int i = 0; i < sides.size(); i++) {
      var run = sides.get(i).run();
      var seconds = run.timestamp().durationSeconds();
      var line =
          Look.padded(ValueText.clean(run.runId()), width)
              + "  "
              + ValueText.clean(Ending.how(run))
              + (seconds == null ? "" : " in " + Numbers.duration(seconds))
              + ", "
              + RunTable.age(run.timestamp().start(), now)
              + " ago";
      lines.add(look.bold(letter(i)) + "  " + look.cut(line, look.width() - 3));
      for (var note : sides.get(i).notes()) {
        lines.add("   " + ValueText.clean(note));
      }
    }
  }

  static String letter(int number) {
    return String.valueOf((char) ('A' + number));
  }

  private void parts() {
    var c = comparison();
    section("config", c.config(), "configuration");
    section("outcome", explained(c), "");
    new CodeLines(found.code(), c.sides(), look).addTo(lines, same);
    section("packages", c.packages(), "packages" + count(c.sides()));
    section("data", c.data(), "data");
    DataLines.addTo(lines, found, look);
    section("environment", c.environment(), "environment");
    section("seeds", c.seeds(), "seeds");
  }

  /// The command line says nothing new where the configuration differs already.
  private static List<ComparisonRow> explained(Comparison c) {
    return c.outcome().stream()
        .filter(row -> !row.key().equals("command") || c.config().isEmpty() && c.seeds().isEmpty())
        .toList();
  }

  private static String count(List<ComparisonSide> sides) {
    var packages = sides.getFirst().run().environment().get("packages");
    return packages == null ? "" : " (" + packages + ")";
  }

  private void section(String title, List<ComparisonRow> rows, String what) {
    if (rows.isEmpty()) {
      if (!what.isEmpty()) {
        same.add(what);
      }
      return;
    }
    var table = new ComparisonColumns(look, rows, comparison().sides().size(), LONGEST_KEY);
    lines.add("");
    lines.add(table.header(title));
    rows.stream().limit(MOST_ROWS).forEach(row -> lines.add(table.line(row)));
    if (rows.size() > MOST_ROWS) {
      lines.add("  " + look.dim((rows.size() - MOST_ROWS) + " more; --json has all"));
    }
  }

  private void metrics() {
    if (comparison().metrics().isEmpty()) {
      var run = comparison().sides().getFirst().run();
      same.add(run.metrics().isEmpty() ? "metrics (there are none)" : "metrics");
    } else {
      lines.add("");
      lines.addAll(new MetricComparison(comparison(), found.siblings(), look).lines());
    }
  }

  private void end() {
    if (!same.isEmpty()) {
      lines.add("");
      lines.add(look.dim("the same: " + String.join(", ", same)));
    }
  }
}
