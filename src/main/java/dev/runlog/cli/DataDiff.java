package dev.runlog.cli;

import dev.runlog.model.Data;
import dev.runlog.model.Problem;
import dev.runlog.model.Run;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.query.Selector;
import dev.runlog.record.Stored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.commons.cli.CommandLine;

/// `runlog data diff`.
final class DataDiff {
  private final World world;
  private final DataFindings findings;

  DataDiff(CommandLine line, World world) {
    this.world = world;
    this.findings = new DataFindings(world, line.hasOption("json"));
  }

  int run(List<String> words) throws IOException {
    if (words.size() != 2) {
      throw Problem.usage("data diff: name two runs, for example: runlog data diff @2 @");
    }
    var selector = new Selector(Planner.outputs(world));
    var a = ComparedRuns.read(selector.one(words.get(0)), world);
    var b = ComparedRuns.read(selector.one(words.get(1)), world);
    var before = sets(a.run());
    var after = sets(b.run());
    for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
      if (i >= before.size()) {
        findings.differs(after.get(i).path() + " is data of " + b.run().runId() + " only");
      } else if (i >= after.size()) {
        findings.differs(before.get(i).path() + " is data of " + a.run().runId() + " only");
      } else {
        compare(a, before.get(i), b, after.get(i));
      }
    }
    if (before.isEmpty() && after.isEmpty()) {
      findings.note("neither run has data");
    }
    return findings.print();
  }

  /// The data sets of a run, the first one first.
  static List<Data> sets(Run run) {
    var sets = new ArrayList<Data>();
    if (run.data() != null) {
      sets.add(run.data());
      sets.addAll(run.data().inputs());
    }
    return sets;
  }

  private void compare(Stored a, Data before, Stored b, Data after) throws IOException {
    var was = before.manifest();
    var is = after.manifest();
    var shown =
        before.path().equals(after.path()) ? after.path() : before.path() + " and " + after.path();
    if (was != null && is != null) {
      findings.compare(shown, a.folder().resolve(was), b.folder().resolve(is));
      return;
    }
    var first = identity(before);
    var second = identity(after);
    if (Objects.equals(first, second)) {
      findings.note(shown + ": the same: " + first);
    } else {
      findings.differs(shown + ": " + first + " and " + second);
    }
  }

  private static String identity(Data data) {
    for (var each : new String[] {data.hash(), data.identity(), data.fingerprint()}) {
      if (each != null) {
        return each;
      }
    }
    return "not known";
  }
}
