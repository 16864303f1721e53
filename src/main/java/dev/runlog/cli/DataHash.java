package dev.runlog.cli;

import dev.runlog.data.Manifest;
import dev.runlog.json.Json;
import dev.runlog.model.Data;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.query.Selector;
import dev.runlog.record.DataChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.jspecify.annotations.Nullable;

/// `runlog data hash`.
final class DataHash {
  private final CommandLine line;
  private final World world;
  private final DataReader reader;
  private final List<Map<String, @Nullable Object>> found = new ArrayList<>();

  DataHash(CommandLine line, World world, DataReader reader) {
    this.line = line;
    this.world = world;
    this.reader = reader;
  }

  int run(List<String> paths) throws IOException, InterruptedException {
    var run = line.getOptionValue("run");
    if (run != null) {
      return complete(run, paths);
    }
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
    print();
    return code;
  }

  private void print() {
    if (line.hasOption("json") && !isToScreen()) {
      world.out().print(Json.pretty(found));
    }
  }

  private int hash(String typed) throws IOException, InterruptedException {
    var path = reader.path(typed);
    long start = System.nanoTime();
    var manifest = reader.read(path);
    var hash = reader.keep(manifest, path);
    if (isToScreen()) {
      manifest.write(world.out());
      if (world.out().checkError()) {
        throw Problem.notFound("data hash: the manifest could not be written to standard output");
      }
    } else if (line.hasOption("output")) {
      reader.write(manifest, reader.path(line.getOptionValue("output")));
    }
    say(typed, manifest, hash, reader.kept(path), (System.nanoTime() - start) / 1e9);
    return reader.trouble(manifest, typed);
  }

  /// Hashes what was too large when a run began.
  private int complete(String word, List<String> paths) throws IOException, InterruptedException {
    if (!paths.isEmpty() || line.hasOption("output")) {
      throw Problem.usage("data hash: --run takes no PATH and no --output");
    }
    var folder = new Selector(Planner.outputs(world)).one(word);
    var sets = DataDiff.sets(ComparedRuns.read(folder, world).run());
    int code = 0;
    int done = 0;
    int number = 0;
    for (var set : sets) {
      number += "remote".equals(set.method()) ? 0 : 1;
      if ("sampled".equals(set.method())) {
        var file = "data_manifest" + (number < 2 ? "" : "_" + number) + ".txt";
        code = Math.max(code, complete(folder, set, file));
        done++;
      }
    }
    if (done == 0) {
      throw Problem.notFound("data hash: " + word + " has no data that waits for its hash");
    }
    print();
    return code;
  }

  private int complete(Path folder, Data set, String file)
      throws IOException, InterruptedException {
    var path = Planner.project(world).resolve(set.path());
    var manifest = isStill(path, set) ? reader.read(path) : null;
    if (manifest == null || !isStill(path, set)) {
      throw Problem.notFound(
          "data hash: "
              + set.path()
              + " is no longer what it was during the run (its fingerprint is another), so its hash is lost");
    }
    var hash = reader.write(manifest, folder.resolve(file));
    int code = reader.trouble(manifest, set.path());
    var fields = new LinkedHashMap<String, Object>();
    fields.put("hash", hash);
    fields.put("files", manifest.files());
    fields.put("bytes", manifest.bytes());
    fields.put("manifest", file);
    fields.put("method", "manifest");
    fields.put("verified", true);
    DataChange.change(folder, set.path(), fields, world);
    say(set.path(), manifest, hash, folder.resolve(file), 0);
    return code;
  }

  private static boolean isStill(Path path, Data set) throws IOException, InterruptedException {
    return Files.exists(path)
        && Manifest.sampled(path.toRealPath()).fingerprint().equals(set.fingerprint());
  }

  private boolean isToScreen() {
    return "-".equals(line.getOptionValue("output"));
  }

  private void say(String typed, Manifest manifest, String hash, Path kept, double seconds) {
    if (line.hasOption("json")) {
      var tree = new LinkedHashMap<String, @Nullable Object>();
      tree.put("path", typed);
      tree.put("hash", hash);
      tree.put("files", manifest.files());
      tree.put("bytes", manifest.bytes());
      tree.put("bytes_read", reader.bytesRead());
      tree.put("seconds", Math.round(seconds * 1000) / 1000.0);
      tree.put("manifest", Files.exists(kept) ? kept.toString() : null);
      tree.put("links", manifest.links());
      tree.put("unreadable", manifest.unreadable());
      tree.put("changed", manifest.unstable());
      tree.put("special", manifest.special());
      found.add(tree);
    } else {
      var to = isToScreen() ? world.err() : world.out();
      to.println(hash + "  " + typed);
      var size = manifest.bytes() == 1 ? "1 byte" : manifest.bytes() + " bytes";
      world.err().println("  " + DataReader.files(manifest.files()) + ", " + size);
    }
  }
}
