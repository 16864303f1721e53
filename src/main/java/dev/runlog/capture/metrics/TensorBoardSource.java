package dev.runlog.capture.metrics;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.capture.Source;
import dev.runlog.model.MetricPoint;
import dev.runlog.model.Observation;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/// Metrics and hyper-parameters from the TensorBoard event files that the program writes, read
/// while they grow. The files are found by what the program opens and by a search of the project.
public final class TensorBoardSource implements Source {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int SEARCH_EVERY = 10;

  @Override
  public String name() {
    return "tensorboard";
  }

  @Override
  public void during(Setting setting, Sink sink) throws Exception {
    var files = new RunFiles(setting, TensorBoardSource::isOpened, WrittenFiles::isEvents);
    var runs = new EventRuns(setting.started());
    for (int round = 1; !setting.awaitEnd(PAUSE); round++) {
      files.look();
      if (round % SEARCH_EVERY == 0) {
        files.search();
      }
      emit(runs.read(files.found()), setting, sink);
    }
    last(files, runs, setting, sink);
  }

  @Override
  public void settle(Setting setting, Sink sink) throws Exception {
    var end = RunFiles.lastSign(setting.folder());
    var files = new RunFiles(setting, end, TensorBoardSource::isOpened, WrittenFiles::isEvents);
    last(files, new EventRuns(setting.started()), setting, sink);
  }

  private static boolean isOpened(Observation.FileUse use) {
    return WrittenFiles.isEvents(use.path());
  }

  private void last(RunFiles files, EventRuns runs, Setting setting, Sink sink) throws IOException {
    files.look();
    files.searchLast();
    emit(runs.read(files.found()), setting, sink);
    if (files.incomplete()) {
      sink.accept(gap("the search for TensorBoard files was stopped before its end"));
    }
    runs.gaps(files::shown).forEach(why -> sink.accept(gap(why)));
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
      if (isCounter(point.name())) {
        continue;
      }
      sink.accept(
          new Observation.Metric(
              new MetricPoint(point.name(), point.value(), point.step(), point.time(), name())));
    }
  }

  /// Lightning writes `epoch` beside its metrics.
  private static boolean isCounter(String name) {
    return switch (name.substring(name.lastIndexOf('/') + 1)) {
      case "epoch", "step", "global_step", "iteration", "iter" -> true;
      default -> false;
    };
  }

  private static Observation.Gap gap(String why) {
    return new Observation.Gap("metrics", why);
  }
}
