package dev.runlog.cli;

import dev.runlog.json.Json;
import dev.runlog.model.World;
import dev.runlog.store.Trash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Moves run folders to the trash of their output folders and tells so.
final class Removal {
  private Removal() {}

  static void take(Collection<Path> folders, World world) throws IOException {
    for (var group : byOutputs(folders).entrySet()) {
      var trash = new Trash(group.getKey());
      trash.take(group.getValue());
      world.err().println(runs(group.getValue().size()) + " moved to " + trash.folder());
    }
    world.err().println("to undo: runlog rm --undo");
  }

  private static Map<Path, List<Path>> byOutputs(Collection<Path> folders) {
    var groups = new LinkedHashMap<Path, List<Path>>();
    for (var folder : folders) {
      var parent = folder.getParent();
      groups
          .computeIfAbsent(parent == null ? folder : parent, none -> new ArrayList<>())
          .add(folder);
    }
    return groups;
  }

  static String runs(int count) {
    return count == 1 ? "1 run" : count + " runs";
  }

  static boolean isAgreed(int count, World world) throws IOException {
    return new Input(world).agrees("Move " + runs(count) + " to the trash?");
  }

  static void json(Collection<Path> folders, World world) {
    world.out().print(Json.pretty(folders.stream().map(Path::toString).toList()));
  }
}
