package dev.runlog.render;

import dev.runlog.query.ComparisonRow;
import java.util.ArrayList;
import java.util.List;

/// Rows with one column a run, as wide as they have to be and the terminal allows.
final class ComparisonColumns {
  private static final int GAP = 2;
  private static final int NARROWEST = 6;

  private final Look look;
  private final int keyWidth;
  private final int cellWidth;
  private final int columns;

  ComparisonColumns(Look look, List<ComparisonRow> rows, int columns, int longestKey) {
    this.look = look;
    this.columns = columns;
    int key = rows.stream().mapToInt(row -> row.key().length()).max().orElse(0);
    int cell = NARROWEST;
    for (var row : rows) {
      for (var value : row.values()) {
        cell = Math.max(cell, ValueText.of(value).length());
      }
    }
    int room = look.width() - GAP - columns * GAP;
    keyWidth = Math.max(12, Math.min(key, Math.min(longestKey, room / 2)));
    cellWidth = Math.max(NARROWEST, Math.min(cell, (room - keyWidth) / columns));
  }

  String header(String title) {
    var line = new StringBuilder(look.bold(title));
    line.repeat(' ', Math.max(0, keyWidth + GAP - title.length()));
    for (int i = 0; i < columns; i++) {
      boolean last = i == columns - 1;
      var letter = ComparisonPage.letter(i);
      line.append("  ").append(look.bold(letter)).append(last ? "" : " ".repeat(cellWidth - 1));
    }
    return line.toString();
  }

  String line(ComparisonRow row) {
    var texts = new ArrayList<String>();
    row.values().forEach(value -> texts.add(ValueText.of(value)));
    var line = new StringBuilder("  ");
    line.append(Look.padded(look.cut(ValueText.clean(row.key()), keyWidth), keyWidth));
    for (var text : ValueText.cut(texts, cellWidth, look)) {
      line.append("  ").append(Look.padded(text, cellWidth));
    }
    return line.toString().stripTrailing();
  }
}
