package dev.runlog.capture.metrics;

import dev.runlog.json.Json;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One JSON object a line; lines that are none, or not whole, are passed over.
final class ResultLines implements RowReader {
  private boolean known;

  @Override
  public @Nullable ResultRow line(String line) {
    if (!line.stripLeading().startsWith("{")) {
      return null;
    }
    try {
      var row =
          Json.readLenient(line) instanceof Map<?, ?> map
              ? ResultRow.of(Cell.flat(map), known)
              : null;
      known |= row != null;
      return row;
    } catch (IOException e) {
      return null;
    }
  }
}
