package dev.runlog.importer;

import dev.runlog.capture.metrics.EventHistory;
import dev.runlog.model.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// TensorBoard's log folders. The topmost folder that holds event files is a run, with all below
/// it; one named `train`, `validation` ... belongs to the folder that it is in.
public final class TensorBoardFolders implements FolderStore {

  @Override
  public String kind() {
    return "tensorboard";
  }

  @Override
  public String lookedFor() {
    return "a folder with event files (events.out.tfevents.*)";
  }

  @Override
  public List<Path> marks(Place place) throws IOException {
    return place.paths(TensorBoardFolders::isEvents);
  }

  private static boolean isEvents(Path file) {
    return String.valueOf(file.getFileName()).contains(".tfevents.") && Files.isRegularFile(file);
  }

  @Override
  public void each(Place place, Consumer<Foreign> runs) throws IOException {
    var byRun = new TreeMap<Path, TreeSet<Path>>();
    for (var file : marks(place)) {
      byRun.computeIfAbsent(run(file, place.path()), key -> new TreeSet<>()).add(file);
    }
    for (var run : byRun.entrySet()) {
      var folder = run.getKey();
      var name = place.label(folder);
      runs.accept(
          new Foreign(
              folder.toRealPath().toString(),
              name,
              folder,
              found -> {
                found.fact("name", name.replace('/', '_'), "tensorboard");
                read(run.getValue(), folder, found);
              }));
    }
  }

  private static Path run(Path file, Path top) throws IOException {
    var first = file.resolveSibling("");
    var best = first;
    for (var folder = first;
        folder != null && folder.startsWith(top);
        folder = folder.getParent()) {
      if (holdsEvents(folder)) {
        best = folder;
      }
    }
    return own(best, top);
  }

  private static Path own(Path folder, Path top) {
    var parent = folder.getParent();
    return parent != null
            && !folder.equals(top)
            && EventHistory.isSplit(String.valueOf(folder.getFileName()))
        ? parent
        : folder;
  }

  private static boolean holdsEvents(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder, TensorBoardFolders::isEvents)) {
      return files.iterator().hasNext();
    }
  }

  /// Reads all event files below a folder as those of one run.
  static void read(Path folder, Found found) throws IOException {
    var files = new TreeSet<Path>();
    try (var all = Files.walk(folder)) {
      all.filter(TensorBoardFolders::isEvents).forEach(files::add);
    }
    if (!files.isEmpty()) {
      read(files, folder, found);
    }
  }

  private static void read(Set<Path> files, Path folder, Found found) throws IOException {
    var history = EventHistory.of(files, file -> folder.relativize(file).toString());
    if (history.points().isEmpty() && history.parameters().isEmpty() && !history.gaps().isEmpty()) {
      throw new IOException(String.join("; ", history.gaps()));
    }
    history.gaps().forEach(why -> found.accept(new Observation.Gap("metrics", why)));
    for (var parameter : history.parameters().entrySet()) {
      found.configuration(Map.of(parameter.getKey(), parameter.getValue()), "tensorboard hparams");
    }
    history.points().forEach(point -> found.accept(new Observation.Metric(point)));
  }
}
