package dev.runlog.index;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// The folders of an output folder and the stamps of their run.json, each asked for once.
final class Disk {
  private static final long UNASKED = Long.MIN_VALUE;

  private final String folder;
  private final long[] stamps;
  final String[] names;

  private Disk(Path outputs) {
    var listed = outputs.toFile().list();
    names = listed == null ? new String[0] : listed;
    folder = outputs + "/";
    stamps = new long[names.length];
    Arrays.fill(stamps, UNASKED);
  }

  /// Lists the folder beside what the caller does.
  static FutureTask<Disk> listing(Path outputs) {
    var task = new FutureTask<>(() -> new Disk(outputs));
    Thread.ofPlatform().daemon().name("runlog-listing").start(task);
    return task;
  }

  static Disk of(FutureTask<Disk> listing) {
    try {
      return listing.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// May be asked for by several threads, each for names of its own.
  long stamp(int i) {
    if (stamps[i] == UNASKED) {
      stamps[i] = Stamp.of(folder + names[i] + "/run.json");
    }
    return stamps[i];
  }
}
