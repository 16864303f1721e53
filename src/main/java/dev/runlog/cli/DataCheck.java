package dev.runlog.cli;

import dev.runlog.data.Manifest;
import dev.runlog.data.ManifestLine;
import dev.runlog.model.Data;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.query.Selector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/// `runlog data check`.
final class DataCheck {
  private final CommandLine line;
  private final World world;
  private final DataReader reader;
  private final DataFindings findings;

  DataCheck(CommandLine line, World world, DataReader reader) {
    this.line = line;
    this.world = world;
    this.reader = reader;
    this.findings = new DataFindings(world, line.hasOption("json"));
  }

  int run(List<String> words) throws IOException, InterruptedException {
    if (words.size() != 1) {
      throw Problem.usage("data check: name one path or one run, for example: data check @");
    }
    var word = words.getFirst();
    int code =
        !word.startsWith("@") && Files.exists(reader.path(word)) && !isRun(word)
            ? path(word)
            : run(new Selector(Planner.outputs(world)).one(word));
    return Math.max(findings.print(), code);
  }

  private boolean isRun(String word) {
    return Files.exists(reader.path(word).resolve("run.json"));
  }

  private int path(String typed) throws IOException, InterruptedException {
    var path = reader.path(typed);
    var given = line.getOptionValue("manifest");
    var before = given == null ? reader.kept(path) : reader.path(given);
    if (!Files.exists(before)) {
      throw Problem.notFound(
          given == null
              ? "data check: "
                  + typed
                  + " was never hashed, so there is nothing to check it against. Do: runlog data hash "
                  + typed
              : "data check: " + given + " does not exist");
    }
    return compare(typed, before, reader.read(path));
  }

  private int run(Path folder) throws IOException, InterruptedException {
    var run = ComparedRuns.read(folder, world).run();
    var sets = DataDiff.sets(run);
    int code = 0;
    int checked = 0;
    for (var set : sets) {
      if (set.manifest() != null) {
        code = Math.max(code, check(set, folder.resolve(set.manifest())));
        checked++;
      } else {
        findings.note(set.path() + " has no manifest in this run (method " + set.method() + ")");
      }
    }
    if (checked == 0) {
      throw Problem.notFound("data check: " + run.runId() + " has no manifest of its data");
    }
    return code;
  }

  private int check(Data set, Path before) throws IOException, InterruptedException {
    var path = Planner.project(world).resolve(set.path());
    if (!Files.exists(path)) {
      throw Problem.notFound("data check: " + path + " is no longer there");
    }
    boolean some = "files-read".equals(set.method()) && Files.isDirectory(path);
    return compare(
        set.path(), before, some ? reader.read(path, files(before, path)) : reader.read(path));
  }

  /// The files that a manifest names and that are still there.
  private static List<Path> files(Path manifest, Path folder) throws IOException {
    var files = new ArrayList<Path>();
    for (var entry : ManifestLine.read(manifest)) {
      var file = entry.in(folder);
      if (Files.exists(file)) {
        files.add(file);
      }
    }
    return files;
  }

  private int compare(String shown, Path before, Manifest now) throws IOException {
    var file = Files.createTempFile("runlog-check", ".txt");
    try {
      now.write(file);
      findings.compare(shown, before, file);
    } finally {
      Files.delete(file);
    }
    return reader.trouble(now, shown);
  }
}
