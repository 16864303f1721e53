package dev.runlog.cli;

import dev.runlog.data.FileHash;
import dev.runlog.index.Catalog;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.render.FoundTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the run that wrote a file: by its content, else by its path.
final class FileFinder {
  private final Catalog catalog;
  private final World world;
  private final Found found;

  FileFinder(Catalog catalog, World world) throws IOException {
    this.catalog = catalog;
    this.world = world;
    this.found = new Found(catalog);
  }

  List<FoundTable.Found> of(Path file, int limit) throws IOException {
    var progress = IndexedRuns.progress(world, "reading artifact lists");
    var hash = FileHash.sha256(file);
    var path = Planner.project(world).relativize(file.toAbsolutePath().normalize()).toString();
    var matches = new ArrayList<FoundTable.Found>();
    for (int run : newestFirst(catalog.writersOf(hash, progress))) {
      var name = named(run, hash);
      if (name != null && matches.size() < limit) {
        matches.add(found.of(run, name, hash.substring(0, 12), "same content"));
      }
    }
    if (matches.isEmpty()) {
      for (int run : newestFirst(catalog.writersOfPath(path, progress))) {
        if (matches.size() < limit) {
          matches.add(found.of(run, path, "", "same path, other content"));
        }
      }
    }
    return matches;
  }

  private int[] newestFirst(List<Integer> runs) throws IOException {
    Set<Integer> wanted = new LinkedHashSet<>(runs);
    var all = catalog.newestFirst();
    return java.util.Arrays.stream(all).filter(wanted::contains).toArray();
  }

  /// The path under which a run wrote this content; null where only the first 64 bits were the
  // same.
  private @Nullable String named(int run, String hash) throws IOException {
    try (var lines =
        Files.newBufferedReader(catalog.folder(run).resolve("artifacts_manifest.txt"))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains(hash)) {
          return line.substring(line.indexOf(hash) + hash.length() + 2);
        }
      }
    } catch (IOException e) {
      return null;
    }
    return null;
  }
}
