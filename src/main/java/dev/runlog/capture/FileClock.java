package dev.runlog.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/// The start of the run as the file system tells time: its clock may be another machine's, be
/// coarse, or jump.
record FileClock(Path folder, FileTime start, long nanos) {

  /// Begins now; `otherwise` stands in where nothing can be written into `folder`.
  static FileClock start(Path folder, Instant otherwise) {
    try {
      return new FileClock(folder, now(folder), System.nanoTime());
    } catch (IOException e) {
      return new FileClock(folder, FileTime.from(otherwise), System.nanoTime());
    }
  }

  /// The file time since which a change belongs to the run; a clock that went back meanwhile is
  /// told to `jumped`.
  FileTime since(Consumer<String> jumped) {
    long passed = System.nanoTime() - nanos;
    var elapsed = Duration.ofNanos(passed);
    // not Duration.dividedBy, which loads BigDecimal: 20 ms of every run
    var slack = Duration.ofSeconds(2).plusNanos(passed / 1000);
    try {
      var earliest = now(folder).toInstant().minus(elapsed).minus(slack);
      if (earliest.plus(slack).plus(slack).isBefore(start.toInstant())) {
        jumped.accept("the clock went back during the run, older files may be among them");
        return FileTime.from(earliest);
      }
    } catch (IOException e) {
      return start;
    }
    return start;
  }

  private static FileTime now(Path folder) throws IOException {
    // not createTempFile, whose random name costs tens of milliseconds before the launch
    var file = Files.createFile(folder.resolve(".clock-" + System.nanoTime()));
    try {
      return Files.getLastModifiedTime(file);
    } finally {
      Files.delete(file);
    }
  }
}
