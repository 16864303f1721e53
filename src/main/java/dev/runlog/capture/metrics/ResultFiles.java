package dev.runlog.capture.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The result files of a run, read as they grow; each by what its name and its beginning say.
final class ResultFiles implements AutoCloseable {
  private static final int MAX_WHY = 120;
  private static final int MAX_FILES = 100;
  private static final int MAX_SEEN = 1_000;
  private static final int MAX_POINTS = 500_000;

  /// One point: `time` in seconds since the epoch is when its file was last written.
  record Point(Path file, String name, double value, @Nullable Long step, double time) {}

  private final OldFiles old;
  private final Consumer<Point> out;
  private final Map<Path, FollowedFile> followed = new TreeMap<>();
  private final Map<Path, String> unreadable = new LinkedHashMap<>();
  private final Map<String, Map<Long, Double>> trainerStates = new HashMap<>();
  private long points;
  private int left;

  ResultFiles(OldFiles old, Consumer<Point> out) {
    this.old = old;
    this.out = out;
  }

  /// Reads what is new in those that grow by lines.
  void read(Set<Path> files) {
    for (var file : some(files)) {
      attempt(file, () -> tell(file, followed(file) ? following(file).read() : List.of()));
    }
  }

  /// Reads the rest of all.
  void last(Set<Path> files) {
    left = Math.max(0, files.size() - MAX_SEEN);
    for (var file : some(files)) {
      attempt(file, () -> tell(file, followed(file) ? following(file).last() : whole(file)));
    }
  }

  private static List<Path> some(Set<Path> files) {
    return files.stream().limit(MAX_SEEN).toList();
  }

  private interface Attempt {
    void run() throws IOException;
  }

  private void attempt(Path file, Attempt reading) {
    try {
      reading.run();
      unreadable.remove(file);
    } catch (IOException | UncheckedIOException e) {
      var why = String.valueOf(e.getMessage());
      unreadable.put(file, why.length() > MAX_WHY ? why.substring(0, MAX_WHY) : why);
    }
  }

  private boolean followed(Path file) throws IOException {
    if (followed.containsKey(file)) {
      return true;
    }
    boolean lines =
        switch (ResultNames.format(file.toString())) {
          case TABLE, LINES -> true;
          case TREE -> beginsWithLines(file);
          case OTHER -> false;
        };
    left += lines && followed.size() >= MAX_FILES ? 1 : 0;
    return lines && followed.size() < MAX_FILES;
  }

  /// detectron2's `metrics.json` is one object a line.
  private static boolean beginsWithLines(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var start = new String(in.readNBytes(8 << 10), StandardCharsets.ISO_8859_1);
      int end = start.indexOf('\n');
      return start.startsWith("{\"")
          && end > 2
          && start.charAt(end - 1) == '}'
          && start.startsWith("{\"", end + 1);
    }
  }

  private FollowedFile following(Path file) throws IOException {
    var known = followed.get(file);
    if (known == null) {
      var name = file.getFileName().toString();
      boolean table = ResultNames.format(name) == ResultNames.Format.TABLE;
      known =
          new FollowedFile(
              file,
              old.lines(file),
              () -> table ? new ResultTable(ResultNames.telling(name)) : new ResultLines());
      followed.put(file, known);
    }
    return known;
  }

  private List<ResultRow> whole(Path file) throws IOException {
    var name = file.getFileName().toString();
    if (ResultNames.format(name) != ResultNames.Format.TREE) {
      return List.of();
    }
    boolean telling = ResultNames.telling(name);
    try {
      var rows = ResultTree.read(file, telling);
      return name.equals("trainer_state.json") ? unsaid(file, rows) : rows;
    } catch (IOException e) {
      if (telling) {
        throw e;
      }
      return List.of();
    }
  }

  /// Every checkpoint's state has all that the earlier ones have.
  private List<ResultRow> unsaid(Path file, List<ResultRow> rows) {
    var trainer = trainer(file);
    var fresh = new ArrayList<ResultRow>();
    for (var row : rows) {
      var metrics = new LinkedHashMap<String, Double>();
      row.metrics()
          .forEach(
              (name, value) -> {
                var said = trainerStates.computeIfAbsent(trainer + name, key -> new HashMap<>());
                if (!value.equals(said.put(row.step() == null ? -1 : row.step(), value))) {
                  metrics.put(name, value);
                }
              });
      fresh.add(new ResultRow(row.step(), metrics));
    }
    return fresh;
  }

  /// The folder that a Trainer's checkpoints are in.
  private static String trainer(Path file) {
    var path = String.valueOf(file.getParent());
    int checkpoint = path.lastIndexOf("/checkpoint-");
    return (checkpoint < 0 ? path : path.substring(0, checkpoint)) + ":";
  }

  private void tell(Path file, List<ResultRow> rows) throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    double time = Files.getLastModifiedTime(file).toMillis() / 1e3;
    for (var row : rows) {
      row.metrics()
          .forEach(
              (name, value) -> {
                if (points++ < MAX_POINTS) {
                  out.accept(new Point(file, name, value, row.step(), time));
                }
              });
    }
  }

  /// What could not be read, a sentence each; `shown` turns a file into what the user calls it.
  List<String> gaps(Function<Path, String> shown) {
    var gaps = new ArrayList<String>();
    followed.forEach(
        (file, one) -> {
          if (one.cut()) {
            long most = FollowedFile.MAX_BYTES >> 20;
            gaps.add("only the first " + most + " MiB of " + shown.apply(file) + " were read");
          }
        });
    unreadable.forEach((file, why) -> gaps.add(shown.apply(file) + " could not be read: " + why));
    if (left > 0) {
      gaps.add(
          left
              + " result files were left out: at most "
              + MAX_FILES
              + " are read by lines, "
              + MAX_SEEN
              + " in all");
    }
    if (points > MAX_POINTS) {
      gaps.add("result files hold more than the " + MAX_POINTS + " points that are kept");
    }
    return gaps;
  }

  @Override
  public void close() throws IOException {
    for (var file : followed.values()) {
      file.close();
    }
  }
}
