package dev.runlog.cli;

import dev.runlog.index.Catalog;
import dev.runlog.json.Json;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.query.NumberSearch;
import dev.runlog.query.PaperNumbers;
import dev.runlog.query.Sought;
import dev.runlog.render.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Looks up every number in the tables of a paper, or every file of a folder.
final class Audit {
  private static final int MOST = 1000;

  /// One number or file: `verdict` is matched, ambiguous or unknown.
  private record Row(String place, String what, String verdict, String runs) {}

  private final Catalog catalog;
  private final World world;
  private final List<Row> rows = new ArrayList<>();

  Audit(Catalog catalog, World world) {
    this.catalog = catalog;
    this.world = world;
  }

  /// 1 where anything is not from any known run.
  int of(List<String> words, boolean json) throws IOException {
    for (var word : words) {
      var path = world.cwd().resolve(word);
      if (Files.isDirectory(path)) {
        folder(path);
      } else if (Files.isRegularFile(path)) {
        paper(path, word);
      } else {
        throw Problem.usage("find --audit: there is no file or folder " + word);
      }
    }
    if (json) {
      world.out().print(Json.pretty(rows.stream().map(Audit::tree).toList()));
    } else {
      print();
    }
    return rows.stream().anyMatch(row -> row.verdict.equals("unknown")) ? 1 : 0;
  }

  private static Map<String, @Nullable Object> tree(Row row) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("place", row.place);
    tree.put("what", row.what);
    tree.put("verdict", row.verdict);
    tree.put("runs", row.runs);
    return tree;
  }

  private void print() {
    var cells = new ArrayList<List<String>>();
    cells.add(List.of("PLACE", "WHAT", "VERDICT", "FROM"));
    rows.forEach(row -> cells.add(List.of(row.place, row.what, row.verdict, row.runs)));
    Table.lines(cells, world.width()).forEach(world.out()::println);
    long unknown = rows.stream().filter(row -> row.verdict.equals("unknown")).count();
    world.err().println(rows.size() + " looked up, " + unknown + " not from any known run");
  }

  private void paper(Path file, String name) throws IOException {
    var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    var places = PaperNumbers.of(text, name.endsWith(".tex"));
    if (places.isEmpty()) {
      world.err().println(name + ": there is no table with decimals or per cents in it");
    }
    var search = new NumberSearch(catalog);
    for (var place : places.subList(0, Math.min(MOST, places.size()))) {
      var sought = Sought.of(place.number());
      if (sought != null) {
        number(search, sought, name + ":" + place.line() + ":" + place.column());
      }
    }
    if (places.size() > MOST) {
      world.err().println(name + ": only the first " + MOST + " numbers were looked up");
    }
  }

  private void number(NumberSearch search, Sought sought, String place) throws IOException {
    var matches = new ArrayList<NumberSearch.Match>();
    for (var match : search.of(sought, IndexedRuns.progress(world, "reading series"))) {
      var best = matches.isEmpty() ? match.where() : matches.getFirst().where();
      if (match.where() == best && matches.size() < 4) {
        var exact = NumberSearch.exact(match, sought);
        if (exact != null) {
          matches.add(exact);
        }
      }
    }
    var runs = new ArrayList<String>();
    for (var match : matches.subList(0, Math.min(3, matches.size()))) {
      runs.add(match.folder().getFileName() + " " + match.metric());
    }
    var more = matches.size() > 3 ? ", ..." : "";
    rows.add(
        new Row(place, sought.text(), verdict(matches.size()), String.join(", ", runs) + more));
  }

  private static String verdict(int matches) {
    return matches == 0 ? "unknown" : matches == 1 ? "matched" : "ambiguous";
  }

  private void folder(Path folder) throws IOException {
    var finder = new FileFinder(catalog, world);
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).sorted().limit(10_000).toList()) {
        var found = finder.of(file, 4);
        boolean same = !found.isEmpty() && found.getFirst().where().equals("same content");
        var runs = found.stream().map(one -> one.runId()).distinct().limit(3).toList();
        var verdict = same ? verdict(runs.size()) : "unknown";
        var note = found.isEmpty() || same ? "" : " (same path, other content)";
        var name = world.cwd().relativize(file).toString();
        rows.add(new Row(name, "", verdict, String.join(", ", runs) + note));
      }
    }
  }
}
