package dev.runlog.capture.metrics;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.capture.Source;
import dev.runlog.model.MetricPoint;
import dev.runlog.model.Observation;
import dev.runlog.model.Observation.Access;
import dev.runlog.model.Observation.FileUse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Metrics from the tables, JSON and JSON lines files that the program writes. Files that grow by
/// lines are read while they do, others when the run is over.
public final class ResultFilesSource implements Source {
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final int SEARCH_EVERY = 10;

  private final Map<Path, String> sources = new HashMap<>();

  @Override
  public String name() {
    return "result files";
  }

  @Override
  public void during(Setting setting, Sink sink) throws Exception {
    // a command that is over at once is not held up by a look at what earlier runs left
    var old = setting.awaitEnd(FIRST) ? new OldFiles() : old(setting);
    var files = files(setting, Instant.MAX);
    try (var results = new ResultFiles(old, point -> emit(point, setting, files, sink))) {
      for (int round = 1; !setting.awaitEnd(PAUSE); round++) {
        files.look();
        if (round % SEARCH_EVERY == 0) {
          files.search();
        }
        results.read(found(files, setting.folder()));
      }
      last(files, results, setting.folder(), sink);
    }
  }

  /// What is there already: a search for files of any age.
  private static OldFiles old(Setting setting) throws IOException {
    var old = new OldFiles();
    var before = new WrittenFiles.Span(Instant.EPOCH.plusSeconds(1), setting.started());
    var files = new RunFiles(setting, before, use -> false, ResultNames::telling);
    files.search();
    for (var file : files.found()) {
      if (ResultNames.format(file.toString()) != ResultNames.Format.TREE) {
        old.remember(file);
      }
    }
    return old;
  }

  @Override
  public void settle(Setting setting, Sink sink) throws Exception {
    var files = files(setting, RunFiles.lastSign(setting.folder()));
    try (var results =
        new ResultFiles(new OldFiles(), point -> emit(point, setting, files, sink))) {
      last(files, results, setting.folder(), sink);
    }
  }

  private static RunFiles files(Setting setting, Instant end) {
    return new RunFiles(setting, end, ResultFilesSource::isWritten, ResultNames::telling);
  }

  /// What the program was seen to write may have any name.
  private static boolean isWritten(FileUse use) {
    var name = use.path().substring(use.path().lastIndexOf('/') + 1);
    return use.access() == Access.WRITTEN && ResultNames.possible(name);
  }

  /// All but runlog's own files.
  private static Set<Path> found(RunFiles files, Path folder) throws IOException {
    var own = folder.toRealPath();
    var found = new LinkedHashSet<>(files.found());
    found.removeIf(
        file ->
            file.startsWith(own.resolve("probe"))
                || file.equals(own.resolve("metrics.jsonl"))
                || isEvents(own, file)
                || file.equals(own.resolve("run.json")));
    return found;
  }

  private static boolean isEvents(Path own, Path file) {
    return own.equals(file.getParent())
        && String.valueOf(file.getFileName()).startsWith("events.")
        && file.toString().endsWith(".jsonl");
  }

  private void last(RunFiles files, ResultFiles results, Path folder, Sink sink)
      throws IOException {
    files.look();
    files.searchLast();
    results.last(found(files, folder));
    if (files.incomplete()) {
      sink.accept(gap("the search for result files was stopped before its end"));
    }
    results.gaps(files::shown).forEach(why -> sink.accept(gap(why)));
  }

  private void emit(ResultFiles.Point point, Setting setting, RunFiles files, Sink sink) {
    if (setting.redactor().isSecretName(point.name())) {
      return;
    }
    var source =
        sources.computeIfAbsent(
            point.file(), file -> "file:" + setting.redactor().text(files.shown(whole(file))));
    sink.accept(
        new Observation.Metric(
            new MetricPoint(point.name(), point.value(), point.step(), point.time(), source)));
  }

  /// `out/checkpoint-20/trainer_state.json` goes on where that of the checkpoint before ended: all
  /// are one series, that of `out/trainer_state.json`.
  private static Path whole(Path file) {
    var folder = file.getParent();
    if (folder == null
        || !file.endsWith("trainer_state.json")
        || !String.valueOf(folder.getFileName()).startsWith("checkpoint-")) {
      return file;
    }
    return folder.resolveSibling("trainer_state.json");
  }

  private static Observation.Gap gap(String why) {
    return new Observation.Gap("metrics", why);
  }
}
