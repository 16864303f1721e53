package dev.runlog.importer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tables whose first line names the columns, as Python's csv module writes them; cells in quotes
/// may hold line ends. Empty cells are left out.
final class Delimited {
  private final String text;
  private final char separator;
  private int at;

  private Delimited(String text, char separator) {
    this.text = text;
    this.separator = separator;
  }

  static List<Map<String, String>> rows(String text, char separator) {
    var reader = new Delimited(text, separator);
    var header = reader.line();
    var rows = new ArrayList<Map<String, String>>();
    while (reader.at < text.length()) {
      var cells = reader.line();
      var row = new LinkedHashMap<String, String>();
      for (int i = 0; i < Math.min(cells.size(), header.size()); i++) {
        if (!cells.get(i).isEmpty()) {
          row.put(header.get(i), cells.get(i));
        }
      }
      if (!row.isEmpty()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private List<String> line() {
    var cells = new ArrayList<String>();
    var cell = new StringBuilder();
    boolean quoted = false;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quoted && c == '"' && at + 1 < text.length() && text.charAt(at + 1) == '"') {
        cell.append(c);
        at++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == separator) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else if (!quoted && c == '\n') {
        at++;
        break;
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString().strip());
    return cells;
  }
}
