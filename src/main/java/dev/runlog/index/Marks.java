package dev.runlog.index;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// What is made of one file of each run of a block, a byte a run, and the stamps that the files had
/// when that was done. 0 where there is no such file.
final class Marks {

  private final long[] stamps;
  final byte[] marks;

  private Marks(long[] stamps, byte[] marks) {
    this.stamps = stamps;
    this.marks = marks;
  }

  /// What has not been read yet.
  static Marks unread(int runs) {
    var stamps = new long[runs];
    Arrays.fill(stamps, Stamp.UNSETTLED);
    return new Marks(stamps, new byte[runs]);
  }

  static Marks of(byte[] stamps, byte[] marks) {
    var times = new long[marks.length];
    ByteBuffer.wrap(stamps).asLongBuffer().get(times);
    return new Marks(times, marks);
  }

  byte[] stampBytes() {
    var bytes = ByteBuffer.allocate(8 * stamps.length);
    bytes.asLongBuffer().put(stamps);
    return bytes.array();
  }

  /// Reads those of the wanted runs whose file has changed; whether there was any.
  boolean refresh(Path outputs, Block block, IntPredicate wanted, String file, ToMark reader) {
    var changed = new AtomicBoolean();
    IntStream.range(0, marks.length)
        .parallel()
        .filter(run -> !block.dead.get(run) && wanted.test(run))
        .forEach(
            run -> {
              var folder = outputs + "/" + block.names.get(run);
              var stamp = Stamp.of(folder + "/" + file);
              if (stamp != stamps[run]) {
                stamps[run] = Stamp.asOfNow(stamp);
                marks[run] = stamp == Stamp.NONE ? 0 : reader.mark(Path.of(folder));
                changed.set(true);
              }
            });
    return changed.get();
  }
}
