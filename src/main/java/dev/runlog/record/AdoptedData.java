package dev.runlog.record;

import dev.runlog.model.Data;
import dev.runlog.model.Observation;
import dev.runlog.plan.Plan;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The data of a run that is adopted: what its configuration names and is still there. Its hash
/// is told only where nothing in it has changed since the run began.
final class AdoptedData {
  static final String UNCHANGED =
      "the configuration names it, and by their times its files are older than the run: hashed now";

  private AdoptedData() {}

  /// Hashes it and says it to the run's session; `cwd` is where the run was started.
  static void tell(Session run, Instant start, Plan adopted, Path cwd, Duration deadline)
      throws IOException {
    var plan =
        new Plan(
            List.of(),
            cwd,
            adopted.project(),
            adopted.outputs(),
            adopted.name(),
            null,
            null,
            null,
            List.of(),
            List.of(),
            true,
            Map.of(),
            Plan.Settings.DEFAULT);
    try (var session = new Session(plan, run.world(), run.redactor(), run.folder(), start)) {
      run.observed(Observation.Parameter.class).forEach(session::accept);
      session.ended();
      new Sources(session, Set.of("data")).after(deadline);
      for (var observation : session.observed()) {
        switch (observation) {
          case Observation.DataSet set -> set(set.data(), adopted.project(), start, run);
          case Observation.Gap gap -> run.accept(gap);
          default -> {} // the parameters
        }
      }
    }
  }

  private static void set(Data data, Path project, Instant start, Session run) throws IOException {
    var path = project.resolve(data.path());
    var changed = Files.exists(path) ? newer(path, start) : 0;
    if (changed == 0) {
      run.accept(new Observation.DataSet(data));
      return;
    }
    if (data.manifest() != null) {
      Files.deleteIfExists(run.folder().resolve(data.manifest()));
    }
    run.accept(new Observation.DataSet(named(data)));
    run.accept(
        new Observation.Gap(
            "data.hash",
            data.path()
                + ": of its files and folders "
                + changed
                + (changed == 1 ? " is" : " are")
                + " newer than the start of the run"));
  }

  private static Data named(Data data) {
    return new Data(
        data.name(),
        data.path(),
        null,
        Map.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        List.of());
  }

  /// How many files and folders have changed since, or have come or gone.
  private static long newer(Path path, Instant start) throws IOException {
    var count = new long[1];
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes facts) {
            return visitFile(folder, facts);
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
            count[0] += changed(file, facts).isAfter(start) ? 1 : 0;
            return FileVisitResult.CONTINUE;
          }
        });
    return count[0];
  }

  /// The time of the inode, too, where there is one: that of the content can be set.
  private static Instant changed(Path file, BasicFileAttributes facts) {
    var content = facts.lastModifiedTime().toInstant();
    try {
      var inode = ((FileTime) Files.getAttribute(file, "unix:ctime")).toInstant();
      return inode.isAfter(content) ? inode : content;
    } catch (IOException | UnsupportedOperationException e) {
      return content;
    }
  }
}
