package dev.runlog.render;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs that wait for their notes, with what each was.
public final class TodoTable {
  private static final int FEW = 2;

  private TodoTable() {}

  /// One run: `headline` its most telling number, `about` its question or else its command.
  public record Row(
      String id,
      @Nullable String start,
      @Nullable String status,
      List<NoteElement> debt,
      String headline,
      String about) {}

  /// The table's lines, header first, none longer than `width`.
  public static List<String> lines(List<Row> rows, Instant now, int width) {
    var cells = new ArrayList<List<String>>();
    cells.add(List.of("RUN", "AGE", "STATUS", "TO WRITE", "WHAT IT WAS"));
    for (var row : rows) {
      var start = row.start();
      cells.add(
          List.of(
              row.id(),
              start == null ? "?" : RunTable.age(start, now),
              row.status() == null ? "?" : row.status(),
              open(row.debt()),
              what(row)));
    }
    return Table.lines(cells, width);
  }

  private static String open(List<NoteElement> debt) {
    int all = NoteElement.values().length;
    return debt.size() == all
        ? "all"
        : debt.size() > FEW ? debt.size() + " of " + all : NoteElement.titles(debt);
  }

  private static String what(Row row) {
    return row.headline().isEmpty() ? row.about() : row.headline() + "  " + row.about();
  }
}
