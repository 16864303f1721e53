package dev.runlog.render;

import dev.runlog.model.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/// Runs as an aligned table for people: id, age, status, how long, the metrics that matter, a
/// mark where run.md is not written.
public final class RunTable {
  private static final int MOST_METRICS = 3;

  private RunTable() {}

  /// One run of the table.
  public record Row(Run run, boolean noteWritten) {}

  /// The table's lines, header first; `width` is the terminal's.
  public static List<String> lines(List<Row> rows, Instant now, int width) {
    var metrics = metrics(rows);
    var cells = new ArrayList<List<String>>();
    var header = new ArrayList<>(List.of("RUN", "AGE", "STATUS", "TIME"));
    header.addAll(metrics);
    header.add("NOTE");
    cells.add(header);
    for (var row : rows) {
      cells.add(cells(row, metrics, now));
    }
    return Table.lines(cells, width);
  }

  private static List<String> cells(Row row, List<String> metrics, Instant now) {
    var run = row.run();
    var seconds = run.timestamp().durationSeconds();
    var cells = new ArrayList<String>();
    cells.add(run.runId());
    cells.add(age(run.timestamp().start(), now));
    cells.add(run.status().name().toLowerCase(Locale.ROOT));
    cells.add(seconds == null ? "" : Numbers.duration(seconds));
    for (var name : metrics) {
      var value = run.metrics().get(name);
      cells.add(value == null ? "" : Numbers.brief(value));
    }
    cells.add(row.noteWritten() ? "written" : "-");
    return cells;
  }

  private static List<String> metrics(List<Row> rows) {
    var all = new LinkedHashMap<String, Double>();
    rows.forEach(row -> row.run().metrics().forEach(all::putIfAbsent));
    return Headline.names(all, MOST_METRICS);
  }

  /// 5 s, 12 min, 3 h, 4 d.
  public static String age(String start, Instant now) {
    try {
      var age = Duration.between(OffsetDateTime.parse(start).toInstant(), now);
      if (age.toMinutes() < 1) {
        return Math.max(0, age.toSeconds()) + " s";
      }
      return age.toHours() < 1
          ? age.toMinutes() + " min"
          : age.toDays() < 1 ? age.toHours() + " h" : age.toDays() + " d";
    } catch (DateTimeParseException e) {
      return "?";
    }
  }
}
