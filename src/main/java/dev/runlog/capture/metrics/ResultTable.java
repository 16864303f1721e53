package dev.runlog.capture.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A table of results, line by line: the first line names the columns, blanks around cells do not
/// count, empty cells are nothing. Cells in quotes may hold separators but no line ends.
final class ResultTable implements RowReader {
  private static final int MAX_COLUMNS = 2_000;

  private final boolean telling;
  private List<String> header = List.of();
  private char separator = ',';
  private boolean metrics;
  private boolean refused;
  private long rows;
  private @Nullable Map<String, String> only;
  private final Map<String, Double> named = new LinkedHashMap<>();

  /// `telling`: the file's name says that results are in it.
  ResultTable(boolean telling) {
    this.telling = telling;
  }

  @Override
  public @Nullable ResultRow line(String line) {
    if (refused || line.isBlank()) {
      return null;
    }
    if (header.isEmpty()) {
      header(line);
      return null;
    }
    var cells = split(line, separator);
    if (cells.size() != header.size()) {
      return null;
    }
    var row = new LinkedHashMap<String, String>();
    for (int i = 0; i < cells.size(); i++) {
      row.put(header.get(i), cells.get(i));
    }
    rows++;
    only = rows == 1 ? row : null;
    if (telling && header.size() == 2 && rows < MAX_COLUMNS) {
      name(cells);
    }
    return ResultRow.of(row, metrics);
  }

  private void header(String line) {
    var text = line.startsWith("\ufeff") ? line.substring(1) : line;
    separator = separator(text);
    header = split(text, separator);
    refused =
        header.size() < 2
            || header.size() > MAX_COLUMNS
            || header.stream().anyMatch(name -> Cell.number(name) != null)
            || header.stream().anyMatch(ResultRow::isOfData);
    metrics = header.stream().anyMatch(name -> ResultRow.isMetric(ResultRow.kind(name)));
  }

  /// `accuracy,0.9`: the name stands in the row.
  private void name(List<String> cells) {
    var value = Cell.number(cells.get(1));
    var kind = ResultRow.kind(cells.getFirst());
    if (value != null && ResultRow.isMetric(kind)) {
      named.putIfAbsent(cells.getFirst(), value);
    }
  }

  /// A table of one row, or of names and numbers, where no column counts.
  @Override
  public List<ResultRow> end() {
    if (refused || !telling || header.stream().anyMatch(ResultRow::isCounter)) {
      return List.of();
    }
    var found = new LinkedHashMap<>(named);
    if (only != null) {
      only.forEach(
          (key, text) -> {
            var value = Cell.number(text);
            var kind = ResultRow.kind(key);
            if (value != null && ResultRow.isMetric(kind)) {
              found.put(key, value);
            }
          });
    }
    return found.isEmpty() ? List.of() : List.of(new ResultRow(null, found));
  }

  private static char separator(String header) {
    char best = ',';
    for (char candidate : new char[] {';', '\t'}) {
      if (count(header, candidate) > count(header, best)) {
        best = candidate;
      }
    }
    return best;
  }

  private static long count(String text, char c) {
    return text.chars().filter(other -> other == c).count();
  }

  static List<String> split(String line, char separator) {
    var cells = new ArrayList<String>();
    var cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        boolean escaped = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
        if (escaped) {
          cell.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == separator && !quoted) {
        cells.add(cell.toString().trim());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString().trim());
    return cells;
  }
}
