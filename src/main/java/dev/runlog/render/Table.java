package dev.runlog.render;

import java.util.ArrayList;
import java.util.List;

/// Cells as aligned lines: numbers to the right, words to the left.
public final class Table {
  private static final String GAP = "  ";

  private Table() {}

  /// The lines of a table, its header first; no line is longer than `width`.
  public static List<String> lines(List<List<String>> cells, int width) {
    var rows = cells.stream().map(row -> row.stream().map(Table::printable).toList()).toList();
    var widths = new int[rows.getFirst().size()];
    var numeric = new boolean[widths.length];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      numeric[i] = rows.stream().skip(1).allMatch(row -> isNumeric(row.get(column)));
      widths[i] = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
    var lines = new ArrayList<String>();
    for (var row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        int pad = widths[i] - row.get(i).length();
        line.repeat(' ', numeric[i] ? pad : 0).append(row.get(i));
        line.repeat(' ', numeric[i] ? 0 : pad).append(GAP);
      }
      var text = line.toString().stripTrailing();
      lines.add(text.length() > width ? text.substring(0, width) : text);
    }
    return lines;
  }

  /// A name may hold line ends and what else would spoil a terminal.
  private static String printable(String cell) {
    boolean isPlain = cell.chars().noneMatch(Character::isISOControl);
    return isPlain ? cell : cell.replaceAll("\\p{Cntrl}", "?");
  }

  private static boolean isNumeric(String cell) {
    return cell.chars().allMatch(c -> "+-.%eE0123456789".indexOf(c) >= 0);
  }
}
