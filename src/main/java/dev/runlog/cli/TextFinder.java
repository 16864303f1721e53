package dev.runlog.cli;

import dev.runlog.index.Catalog;
import dev.runlog.model.World;
import dev.runlog.query.TextSearch;
import dev.runlog.render.FoundTable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Finds the runs that mention a text.
final class TextFinder {
  private static final Duration FOR_LOGS = Duration.ofSeconds(2);

  private final Catalog catalog;
  private final World world;
  private final Found found;

  TextFinder(Catalog catalog, World world) throws IOException {
    this.catalog = catalog;
    this.world = world;
    this.found = new Found(catalog);
  }

  List<FoundTable.Found> of(String text, int limit) throws IOException {
    var search = new TextSearch(catalog, text);
    var matches = new ArrayList<>(search.records());
    var searched = new AtomicInteger();
    if (matches.size() < limit) {
      matches.addAll(search.logs(System.nanoTime() + FOR_LOGS.toNanos(), searched));
      int left = catalog.newestFirst().length - searched.get();
      if (left > 0) {
        world.err().println("the logs of " + left + " older runs were not searched");
      }
    }
    var rows = new ArrayList<FoundTable.Found>();
    for (var match : matches.subList(0, Math.min(limit, matches.size()))) {
      rows.add(found.of(match.folder(), match.where(), match.snippet(), ""));
    }
    if (matches.size() > limit) {
      world.err().println((matches.size() - limit) + " more; --limit shows them");
    }
    return rows;
  }
}
