package dev.runlog.cli;

import dev.runlog.index.Catalog;
import dev.runlog.model.World;
import dev.runlog.query.Filter;
import dev.runlog.query.RunList;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/// Which runs a command line asks for: its filter, its order, its columns.
record Choice(RunList runs, List<String> columns, boolean isFiltered) {

  /// From all runs, in an order of the command's.
  static Choice of(
      CommandLine line, List<String> filter, Catalog catalog, RunList all, World world) {
    var keys = catalog.keys();
    var runs = all;
    var text = String.join(" ", filter);
    if (!text.isBlank()) {
      runs = runs.where(Filter.parse(text, world.clock()).resolved(keys));
    }
    var sort = line.getOptionValue("sort");
    if (sort != null) {
      boolean descending = sort.startsWith("-");
      runs = runs.sortedBy(Filter.key(descending ? sort.substring(1) : sort, keys), descending);
    }
    var columns = new ArrayList<String>();
    for (var name : line.getOptionValue("columns", "").split(",")) {
      if (!name.isBlank()) {
        columns.add(Filter.key(name.strip(), keys));
      }
    }
    return new Choice(runs, columns, !text.isBlank());
  }

  String whyNone() {
    return isFiltered
        ? "no run fits the filter. 'runlog ls' lists all"
        : "there are no runs here yet. Record one with: runlog run -- COMMAND";
  }
}
