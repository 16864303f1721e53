package dev.runlog.record;

import dev.runlog.model.Problem;
import dev.runlog.model.Run;
import dev.runlog.plan.Plan;
import dev.runlog.plan.SettingsFile;
import dev.runlog.store.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A plan as far as a stored record still tells it: enough to read what its run folder holds.
final class Revival {
  private Revival() {}

  static Plan plan(Run run, RunFolder folder) {
    var outputs = parent(folder.path());
    var project = project(run, folder);
    return new Plan(
        run.command().argv(),
        Path.of(run.command().cwd()),
        project,
        outputs,
        run.name(),
        run.hypothesis(),
        run.parent(),
        run.group(),
        run.tags(),
        List.of(),
        true,
        Map.of(),
        settings(project));
  }

  /// The project's settings as they are now; the standard ones where they are wrong.
  private static Plan.Settings settings(Path project) {
    try {
      return SettingsFile.find(project).settings();
    } catch (Problem e) {
      return Plan.Settings.DEFAULT;
    }
  }

  /// `artifacts.logs` is the log's path in the project: as many steps up from the log itself.
  private static Path project(Run run, RunFolder folder) {
    var log = Path.of(run.artifacts().getOrDefault("logs", "train.log"));
    Path at = folder.file("train.log");
    for (int i = 0; i < log.getNameCount(); i++) {
      at = parent(at);
    }
    return at;
  }

  private static Path parent(Path path) {
    var parent = path.toAbsolutePath().getParent();
    return parent == null ? path.toAbsolutePath() : parent;
  }
}
