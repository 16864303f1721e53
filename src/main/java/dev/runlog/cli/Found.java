package dev.runlog.cli;

import dev.runlog.index.Catalog;
import dev.runlog.index.Column;
import dev.runlog.query.NumberSearch;
import dev.runlog.query.Selector;
import dev.runlog.render.FoundTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes rows of what was found, with what the index knows of the runs.
final class Found {
  private final Catalog catalog;
  private final Column start;
  private final Column status;
  private @Nullable Map<Path, Integer> runs;

  Found(Catalog catalog) throws IOException {
    this.catalog = catalog;
    this.start = catalog.column("start");
    this.status = catalog.column("status");
  }

  FoundTable.Found of(int run, String what, Object value, String where) {
    var folder = catalog.folder(run);
    return new FoundTable.Found(
        Selector.id(folder),
        folder.toString(),
        start.value(run) instanceof String text ? text : null,
        status.value(run) instanceof String text ? text : null,
        what,
        value,
        where);
  }

  FoundTable.Found of(NumberSearch.Match match) {
    var step = match.step();
    var where = match.where().name().toLowerCase(Locale.ROOT);
    var place =
        step == null ? where : where.equals("step") ? "step " + step : where + ", step " + step;
    var note = match.fit() > 0 ? place + " (as %)" : place;
    return of(match.run(), match.metric(), match.value(), note);
  }

  FoundTable.Found of(Path folder, String what, Object value, String where) throws IOException {
    if (runs == null) {
      runs = new HashMap<>();
      for (int run : catalog.newestFirst()) {
        runs.put(catalog.folder(run), run);
      }
    }
    return of(runs.getOrDefault(folder, 0), what, value, where);
  }
}
