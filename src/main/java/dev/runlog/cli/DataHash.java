package dev.runlog.cli;

import dev.runlog.data.Manifest;
import dev.runlog.json.Json;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;

/// `runlog data hash`.
final class DataHash {
  private final CommandLine line;
  private final World world;
  private final DataReader reader;
  private final List<Map<String, Object>> found = new ArrayList<>();

  DataHash(CommandLine line, World world, DataReader reader) {
    this.line = line;
    this.world = world;
    this.reader = reader;
  }

  int run(List<String> paths) throws IOException, InterruptedException {
    if (paths.isEmpty()) {
      throw Problem.usage("data hash: of which path? For example: runlog data hash data");
    }
    if (line.hasOption("output") && paths.size() > 1) {
      throw Problem.usage("data hash: --output takes the manifest of one path, not of several");
    }
    int code = 0;
    for (var path : paths) {
      try {
        code = Math.max(code, hash(path));
      } catch (Problem e) {
        world.err().println("runlog: " + e.getMessage());
        code = Math.max(code, paths.size() == 1 ? e.exitCode() : DataCommand.INCOMPLETE);
      }
    }
    if (line.hasOption("json") && !isToScreen()) {
      world.out().print(Json.pretty(found));
    }
    return code;
  }

  private int hash(String typed) throws IOException, InterruptedException {
    var path = reader.path(typed);
    long start = System.nanoTime();
    var manifest = reader.read(path);
    var kept = reader.kept(path);
    var hash = reader.write(manifest, kept);
    if (isToScreen()) {
      Files.copy(kept, world.out());
      world.out().flush();
    } else if (line.hasOption("output")) {
      reader.write(manifest, reader.path(line.getOptionValue("output")));
    }
    say(typed, manifest, hash, kept, (System.nanoTime() - start) / 1e9);
    return reader.trouble(manifest, typed);
  }

  private boolean isToScreen() {
    return "-".equals(line.getOptionValue("output"));
  }

  private void say(String typed, Manifest manifest, String hash, Path kept, double seconds) {
    if (line.hasOption("json")) {
      var tree = new LinkedHashMap<String, Object>();
      tree.put("path", typed);
      tree.put("hash", hash);
      tree.put("files", manifest.files());
      tree.put("bytes", manifest.bytes());
      tree.put("bytes_read", reader.bytesRead());
      tree.put("seconds", Math.round(seconds * 1000) / 1000.0);
      tree.put("manifest", kept.toString());
      tree.put("links", manifest.links());
      tree.put("unreadable", manifest.unreadable());
      tree.put("changed", manifest.unstable());
      tree.put("special", manifest.special());
      found.add(tree);
    } else {
      var to = isToScreen() ? world.err() : world.out();
      to.println(hash + "  " + typed);
      world.err().println("  " + manifest.files() + " files, " + manifest.bytes() + " bytes");
    }
  }
}
