package dev.runlog.capture.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a growing file of results by its lines.
interface RowReader {

  /// What a line says; null where that is nothing.
  @Nullable ResultRow line(String line);

  /// What only the whole says, when the file grows no more.
  default List<ResultRow> end() {
    return List.of();
  }
}
