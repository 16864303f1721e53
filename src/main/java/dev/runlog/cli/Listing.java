package dev.runlog.cli;

import dev.runlog.json.Json;
import dev.runlog.model.World;
import dev.runlog.query.RunList;
import dev.runlog.query.Selector;
import dev.runlog.record.Noting;
import dev.runlog.record.Stored;
import dev.runlog.render.Csv;
import dev.runlog.render.Headline;
import dev.runlog.render.NoteText;
import dev.runlog.render.RunTable;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Prints a list of runs: as a table, as CSV, or as whole records.
final class Listing {
  private static final int MOST_PARAMETERS = 8;

  private final World world;
  private final RunList runs;

  /// A column: its title, and the key of its values.
  private record Column(String title, String key) {}

  private final List<Column> columns = new ArrayList<>();

  Listing(World world, RunList runs) {
    this.world = world;
    this.runs = runs;
  }

  /// Adds a column; its title is the key without the section where that is plain.
  Listing column(String key) {
    var title = key.replaceFirst("^(config|metrics)\\.", "");
    if (columns.stream().noneMatch(column -> column.key.equals(key))) {
      columns.add(new Column(title, key));
    }
    return this;
  }

  /// Adds the metrics that matter most.
  Listing metrics(int most) {
    Headline.names(runs.metrics(), most).forEach(name -> column("metrics." + name));
    return this;
  }

  /// Adds the parameters that differ among the runs.
  Listing differing() {
    runs.differing().stream().limit(MOST_PARAMETERS).forEach(key -> column("config." + key));
    return this;
  }

  /// Adds all metrics and all parameters that differ: for CSV, which has no width.
  Listing everything() {
    runs.metrics().keySet().forEach(name -> column("metrics." + name));
    runs.differing().forEach(key -> column("config." + key));
    return this;
  }

  void table(PrintStream to) {
    var rows = IntStream.range(0, runs.size()).mapToObj(this::row).toList();
    var titles = columns.stream().map(Column::title).toList();
    RunTable.lines(rows, titles, world.clock().instant(), world.width()).forEach(to::println);
  }

  private RunTable.Row row(int i) {
    return new RunTable.Row(
        Selector.id(runs.folder(i)),
        runs.value(i, "start") instanceof String text ? text : null,
        runs.value(i, "status") instanceof String text ? text : null,
        runs.value(i, "duration") instanceof Double seconds ? seconds : null,
        NoteText.of(Noting.text(runs.folder(i))).debt().isEmpty(),
        more(i));
  }

  private List<@Nullable Object> more(int i) {
    var values = new ArrayList<@Nullable Object>();
    columns.forEach(column -> values.add(runs.value(i, column.key)));
    return values;
  }

  void csv() {
    var header = new ArrayList<@Nullable Object>(List.of("run_id", "start", "status", "duration"));
    columns.forEach(column -> header.add(column.title));
    world.out().println(Csv.line(header));
    for (int i = 0; i < runs.size(); i++) {
      var row = row(i);
      var line = new ArrayList<@Nullable Object>();
      line.add(row.id());
      line.add(row.start());
      line.add(row.status());
      line.add(row.seconds());
      line.addAll(row.more());
      world.out().println(Csv.line(line));
    }
  }

  /// Whole records, one after the other, so that any number of them fits into memory.
  void json() {
    world.out().print("[");
    var separator = "\n";
    for (int i = 0; i < runs.size(); i++) {
      var stored = Stored.read(runs.folder(i), world);
      if (stored.isEmpty()) {
        world.err().println("runlog: " + runs.folder(i) + "/run.json cannot be read as a record");
        continue;
      }
      world.out().print(separator + Json.pretty(stored.get().tree()).stripTrailing());
      separator = ",\n";
    }
    world.out().print("\n]\n");
  }
}
