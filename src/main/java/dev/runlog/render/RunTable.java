package dev.runlog.render;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs as an aligned table for people: id, age, status, how long, then the columns that are worth
/// it as far as the terminal is wide, and a mark where run.md is not written.
public final class RunTable {
  private RunTable() {}

  /// One run of the table: `seconds` how long it took, `more` the values of the further columns.
  public record Row(
      String id,
      @Nullable String start,
      @Nullable String status,
      @Nullable Double seconds,
      boolean noteWritten,
      List<@Nullable Object> more) {}

  /// The table's lines, header first; of the further columns, named by `titles`, as many as fit
  /// into `width`, the first ones before the last.
  public static List<String> lines(List<Row> rows, List<String> titles, Instant now, int width) {
    for (int shown = titles.size(); shown > 0; shown--) {
      var lines = Table.lines(cells(rows, titles.subList(0, shown), now), Integer.MAX_VALUE);
      if (lines.stream().allMatch(line -> line.length() <= width)) {
        return lines;
      }
    }
    return Table.lines(cells(rows, List.of(), now), width);
  }

  private static List<List<String>> cells(List<Row> rows, List<String> titles, Instant now) {
    var cells = new ArrayList<List<String>>();
    var header = new ArrayList<>(List.of("RUN", "AGE", "STATUS", "TIME"));
    header.addAll(titles);
    header.add("NOTE");
    cells.add(header);
    for (var row : rows) {
      var line = new ArrayList<String>();
      var start = row.start();
      var status = row.status();
      var seconds = row.seconds();
      line.add(row.id());
      line.add(start == null ? "?" : age(start, now));
      line.add(status == null ? "?" : status);
      line.add(seconds == null ? "" : Numbers.duration(seconds));
      row.more().stream().limit(titles.size()).map(RunTable::text).forEach(line::add);
      line.add(row.noteWritten() ? "written" : "-");
      cells.add(line);
    }
    return cells;
  }

  /// A value in a cell; nothing where it is missing.
  static String text(@Nullable Object value) {
    var text =
        value == null ? "" : value instanceof Double number ? Numbers.brief(number) : value + "";
    return text.length() > 24 ? text.substring(0, 21) + "..." : text;
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
