package dev.runlog.capture;

import dev.runlog.data.Contents;
import dev.runlog.data.HashCache;
import dev.runlog.data.Manifest;
import dev.runlog.data.RawName;
import dev.runlog.data.Reading;
import dev.runlog.model.Observation.FileUse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The data sets that the run's processes were seen to read. In a long run their content is hashed
/// while it goes on, so that little is left for its end, and before the run may change them.
final class SeenRead {
  private static final long LOOK_EVERY = Duration.ofSeconds(10).toNanos();
  private static final long MOST_READING = Duration.ofMinutes(10).toNanos();

  private final Contents known = new Contents();
  private final Set<Path> hashed = new HashSet<>();
  private @Nullable ReadFiles files;
  private long due = System.nanoTime() + LOOK_EVERY;
  private long deadline;

  /// Hashes what is new, from time to time.
  void look(Setting setting) throws InterruptedException {
    long now = System.nanoTime();
    if (now < due) {
      return;
    }
    var places = InputPlaces.of(setting);
    var fresh = new HashSet<>(taken(setting).inputs(places));
    fresh.removeAll(hashed);
    hashed.addAll(fresh);
    for (var file : fresh) {
      hash(file, setting);
    }
    due = System.nanoTime() + Math.max(LOOK_EVERY, 10 * (System.nanoTime() - now));
  }

  private void hash(Path file, Setting setting) throws InterruptedException {
    try {
      if (!setting.awaitEnd(Duration.ZERO)) {
        Manifest.of(folder(file), List.of(file), Reading.PLAIN.knowing(known).beside());
      }
    } catch (IOException e) {
      hashed.remove(file); // the end of the run will tell
    }
  }

  private static Path folder(Path file) {
    var folder = file.getParent();
    return folder == null ? file : folder;
  }

  private ReadFiles taken(Setting setting) {
    files = files == null ? new ReadFiles(started(setting)) : files;
    files.take(setting.observed(FileUse.class));
    return files;
  }

  /// The start of the run by the clock of its file system, which may be another machine's.
  private static Instant started(Setting setting) {
    var now = Instant.now();
    var there = FileClock.start(setting.folder(), now).start().toInstant();
    var ahead = Duration.between(now, there);
    // not Duration.abs, which loads BigDecimal: 20 ms of every run
    return Math.abs(ahead.toMillis()) >= 1000 ? setting.started().plus(ahead) : setting.started();
  }

  /// What the run was given; where it was given nothing, what it fetched before it read it.
  List<DataSets.Found> sets(Setting setting) {
    deadline = System.nanoTime() + MOST_READING;
    var places = InputPlaces.of(setting);
    var read = taken(setting);
    var given = read.inputs(places);
    if (given.isEmpty()) {
      return DataSets.of(read.fetched(places), places);
    }
    return DataSets.of(given, places).stream().map(set -> set.changed(changed(set, read))).toList();
  }

  private static List<String> changed(DataSets.Found set, ReadFiles read) {
    var base = set.files().contains(set.path()) ? folder(set.path()) : set.path();
    return set.files().stream()
        .filter(read::isChanged)
        .map(file -> RawName.of(file, base).line())
        .toList();
  }

  Manifest manifest(DataSets.Found set, HashCache cache) throws IOException, InterruptedException {
    LongConsumer inTime =
        bytes -> {
          if (System.nanoTime() > deadline) {
            throw new CancellationException(
                "too large for " + MOST_READING / 60_000_000_000L + " minutes");
          }
        };
    var reading = Reading.PLAIN.with(cache).knowing(known).watchedBy(total -> {}, inTime);
    return set.whole()
        ? Manifest.of(set.path(), reading)
        : Manifest.of(set.path(), set.files(), reading);
  }
}
