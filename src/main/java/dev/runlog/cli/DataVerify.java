package dev.runlog.cli;

import dev.runlog.capture.claims.Verification;
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

/// `runlog data verify`.
final class DataVerify {
  private final World world;
  private final DataReader reader;
  private final boolean json;
  private final List<Map<String, Object>> found = new ArrayList<>();

  DataVerify(CommandLine line, World world, DataReader reader) {
    this.world = world;
    this.reader = reader;
    this.json = line.hasOption("json");
  }

  int run(List<String> words) throws IOException, InterruptedException {
    if (words.size() != 1) {
      throw Problem.usage("data verify: name one run, for example: runlog data verify @");
    }
    var folder = new Selector(Planner.outputs(world)).one(words.getFirst());
    var run = ComparedRuns.read(folder, world).run();
    int code = 0;
    int number = 0;
    for (var set : DataDiff.sets(run)) {
      number += "remote".equals(set.method()) ? 0 : 1;
      if ("remote".equals(set.method())) {
        say(set, "is elsewhere: there is nothing here to be read", null);
      } else if (set.assertedBy() == null) {
        say(set, "was read when it was recorded; 'runlog data check' compares it with now", null);
      } else {
        code = Math.max(code, verify(folder, set, number));
      }
    }
    if (json) {
      world.out().print(Json.pretty(found));
    }
    return code;
  }

  private int verify(Path folder, Data set, int number) throws IOException, InterruptedException {
    var path = Planner.project(world).resolve(set.path());
    if (!Files.exists(path)) {
      throw Problem.notFound("data verify: " + path + " is no longer there");
    }
    Verification verification;
    try {
      verification = verification(folder, set, number, path.toRealPath());
    } finally {
      reader.clear();
    }
    if (verification.isRight()) {
      DataChange.change(folder, set.path(), Map.of("verified", true), world);
      say(
          set,
          DataReader.files(verification.right())
              + (verification.right() == 1 ? " is" : " are")
              + " what "
              + set.assertedBy()
              + " says",
          verification);
      return 0;
    }
    var what = verification.differs() ? "is not what " : "could not all be compared with what ";
    say(set, what + set.assertedBy() + " says:", verification);
    if (!json) {
      verification.added().forEach(name -> world.out().println("  + " + name));
      verification.missing().forEach(name -> world.out().println("  - " + name));
      verification.changed().forEach(name -> world.out().println("  ~ " + name));
      verification.unreadable().forEach(name -> world.out().println("  ? " + name));
    }
    return verification.differs() ? 1 : DataCommand.INCOMPLETE;
  }

  private Verification verification(Path folder, Data set, int number, Path path)
      throws IOException, InterruptedException {
    var claims = folder.resolve("data_claims" + (number < 2 ? "" : "_" + number) + ".txt");
    if (set.manifest() != null) {
      return Verification.of(
          path, Verification.parts(folder.resolve(set.manifest())), reader.reading());
    }
    if (Files.exists(claims)) {
      return Verification.of(path, Verification.parts(claims), reader.reading());
    }
    if (set.identity() == null || !set.identity().endsWith(".dir")) {
      throw Problem.notFound("data verify: " + claims + " is not there");
    }
    return Verification.ofDvcFolder(path, set.identity(), reader.reading());
  }

  private void say(Data set, String text, @Nullable Verification what) {
    if (!json) {
      world.out().println(set.path() + " " + text);
      return;
    }
    var tree = new LinkedHashMap<String, Object>();
    tree.put("path", set.path());
    tree.put("verified", what == null ? Boolean.TRUE.equals(set.verified()) : what.isRight());
    if (what != null) {
      tree.put("added", what.added());
      tree.put("missing", what.missing());
      tree.put("changed", what.changed());
      tree.put("unreadable", what.unreadable());
    }
    found.add(tree);
  }
}
