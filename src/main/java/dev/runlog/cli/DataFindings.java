package dev.runlog.cli;

import dev.runlog.data.RawName;
import dev.runlog.json.Json;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.query.ComparisonFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What differs between manifests, for a person or as JSON.
final class DataFindings {
  private final World world;
  private final boolean json;
  private final List<Map<String, Object>> sets = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private boolean differs;

  DataFindings(World world, boolean json) {
    this.world = world;
    this.json = json;
  }

  /// Something to say that is no difference.
  void note(String text) {
    notes.add(text);
    if (!json) {
      world.out().println(text);
    }
  }

  void differs(String text) {
    differs = true;
    note(text);
  }

  /// Compares two manifests of one data set.
  void compare(String path, Path before, Path after) throws IOException {
    try (var a = Files.lines(before, StandardCharsets.ISO_8859_1);
        var b = Files.lines(after, StandardCharsets.ISO_8859_1)) {
      add(path, ComparisonFiles.between(a.iterator(), b.iterator(), Integer.MAX_VALUE));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (IllegalArgumentException e) {
      throw Problem.notFound("data: " + before + " cannot be used: " + e.getMessage());
    }
  }

  private void add(String path, ComparisonFiles files) {
    boolean same = files.added() + files.removed() + files.changed() == 0;
    differs |= !same;
    var set = new LinkedHashMap<String, Object>();
    set.put("path", path);
    set.put("same", files.same());
    set.put("added", names(files.firstAdded()));
    set.put("removed", names(files.firstRemoved()));
    set.put("changed", names(files.firstChanged()));
    sets.add(set);
    if (!json) {
      text(path, files, same);
    }
  }

  private void text(String path, ComparisonFiles files, boolean same) {
    if (same) {
      world.out().println(path + ": " + DataReader.files(files.same()) + ", all the same");
      return;
    }
    world
        .out()
        .println(
            path
                + ": "
                + files.added()
                + " added, "
                + files.removed()
                + " removed, "
                + files.changed()
                + " changed, "
                + files.same()
                + " the same");
    names(files.firstAdded()).forEach(name -> world.out().println("  + " + name));
    names(files.firstRemoved()).forEach(name -> world.out().println("  - " + name));
    names(files.firstChanged()).forEach(name -> world.out().println("  ~ " + name));
  }

  /// Names were compared as bytes.
  private static List<String> names(List<String> raw) {
    return raw.stream()
        .map(name -> name.startsWith("./") ? name.substring(2) : name)
        .map(name -> RawName.of(name.getBytes(StandardCharsets.ISO_8859_1)).line())
        .toList();
  }

  /// Prints what is left to print; 1 where something differs.
  int print() {
    if (json) {
      var tree = new LinkedHashMap<String, Object>();
      tree.put("same", !differs);
      tree.put("data", sets);
      tree.put("notes", notes);
      world.out().print(Json.pretty(tree));
    }
    return differs ? 1 : 0;
  }
}
