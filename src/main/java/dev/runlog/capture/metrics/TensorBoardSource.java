package dev.runlog.capture.metrics;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.capture.Source;
import dev.runlog.model.MetricPoint;
import dev.runlog.model.Observation;
import dev.runlog.plan.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Metrics and hyper-parameters from the TensorBoard event files that the program writes, read
/// while they grow. The files are found by what the program opens and by a search of the project.
public final class TensorBoardSource implements Source {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int SEARCH_EVERY = 10;
  private static final long LIVE_MILLIS = 200;
  private static final long LAST_MILLIS = 1_000;

  private final Set<Long> pids = new HashSet<>();
  private int observed;

  @Override
  public String name() {
    return "tensorboard";
  }

  @Override
  public void during(Setting setting, Sink sink) throws Exception {
    var outputs = setting.plan().outputs();
    var files =
        new EventFiles(
            setting.started(),
            this::foreign,
            folder ->
                outputs.equals(folder.getParent())
                    && !folder.equals(setting.folder())
                    && RunId.fits(String.valueOf(folder.getFileName())));
    var runs = new EventRuns(setting.started());
    for (int round = 1; !setting.awaitEnd(PAUSE); round++) {
      look(setting, files);
      if (round % SEARCH_EVERY == 0) {
        files.search(folders(setting, files), LIVE_MILLIS);
      }
      emit(runs.read(files.found()), setting, sink);
    }
    look(setting, files);
    files.search(folders(setting, files), LAST_MILLIS);
    emit(runs.read(files.found()), setting, sink);
    if (files.incomplete()) {
      sink.accept(gap("the search for TensorBoard files was stopped before its end"));
    }
    var project = setting.plan().project();
    runs.gaps(
            file ->
                file.startsWith(project) ? project.relativize(file).toString() : file.toString())
        .forEach(why -> sink.accept(gap(why)));
  }

  /// Takes note of the files that processes of the run have opened.
  private void look(Setting setting, EventFiles files) {
    var uses = setting.observed(Observation.FileUse.class);
    for (var use : uses.subList(Math.min(observed, uses.size()), uses.size())) {
      pids.add(use.pid());
      if (EventFiles.isName(use.path())) {
        files.used(Path.of(use.path()));
      }
    }
    observed = uses.size();
    setting.pid().ifPresent(pid -> ProcessHandle.of(pid).ifPresent(main -> look(main, files)));
  }

  private void look(ProcessHandle main, EventFiles files) {
    pids.add(main.pid());
    files.open(main.pid());
    main.descendants()
        .forEach(
            process -> {
              pids.add(process.pid());
              files.open(process.pid());
            });
  }

  private boolean foreign(long pid) {
    return !pids.contains(pid) && ProcessHandle.of(pid).isPresent();
  }

  private static Set<Path> folders(Setting setting, EventFiles files) throws IOException {
    var folders = new LinkedHashSet<Path>();
    for (var file : files.found()) {
      folders.add(file.getParent());
    }
    for (var folder : new Path[] {setting.plan().cwd(), setting.plan().project()}) {
      folders.add(folder.toRealPath());
    }
    for (var word : setting.plan().argv()) {
      var value = word.substring(word.indexOf('=') + 1);
      if (value.indexOf('/') >= 0 && value.indexOf('\0') < 0) {
        var folder = setting.plan().cwd().resolve(value);
        if (Files.isDirectory(folder) && folder.getNameCount() > 1) {
          folders.add(folder.toRealPath());
        }
      }
    }
    return folders;
  }

  private void emit(EventRuns.Batch batch, Setting setting, Sink sink) {
    batch
        .parameters()
        .forEach(
            (key, value) -> {
              if (setting.redactor().tree(Map.of(key, value)) instanceof Map<?, ?> masked) {
                sink.accept(
                    new Observation.Parameter(
                        key,
                        masked.get(key),
                        Observation.Origin.CONFIG_FILE,
                        "tensorboard hparams"));
              }
            });
    for (var point : batch.points()) {
      sink.accept(
          new Observation.Metric(
              new MetricPoint(point.name(), point.value(), point.step(), point.time(), name())));
    }
  }

  private static Observation.Gap gap(String why) {
    return new Observation.Gap("metrics", why);
  }
}
