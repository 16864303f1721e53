package dev.runlog.store;

import dev.runlog.model.MetricPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// metrics.jsonl read fast and in bounded memory, for series of millions of points. Lines in
/// another form than our own are read the slow way; what is no point is passed over.
public final class SeriesFile {
  private static final int BUFFER = 1 << 20;
  private static final int WINDOWS = 128;

  private final Sinks sinks;
  private final List<Known> known = new ArrayList<>();
  private final PointLine line = new PointLine();
  private final byte[] buffer = new byte[BUFFER];
  private int lately;

  /// Takes the points of one metric from one source; `step` counts from 0 where the program gave
  /// none.
  @FunctionalInterface
  public interface Points {
    void add(double step, double value);
  }

  /// Says who takes the points of a metric from a source; null for nobody.
  @FunctionalInterface
  public interface Sinks {
    @Nullable Points of(String name, String source);
  }

  private static final class Known {
    final byte[] name;
    final byte[] source;
    final byte[] head;
    final byte[] tail;
    final @Nullable Points points;
    long count;

    Known(byte[] name, byte[] source, @Nullable Points points) {
      this.name = name;
      this.source = source;
      this.head = PointLine.head(name);
      this.tail = PointLine.tail(source);
      this.points = points;
    }
  }

  private SeriesFile(Sinks sinks) {
    this.sinks = sinks;
  }

  /// Reads a whole file; does nothing where there is none.
  public static void read(Path file, Sinks sinks) throws IOException {
    read(file, sinks, Long.MAX_VALUE);
  }

  /// Reads a file up to `most` bytes; of a larger one, as much in pieces from all over it.
  public static void read(Path file, Sinks sinks, long most) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (var channel = FileChannel.open(file)) {
      var reader = new SeriesFile(sinks);
      long size = channel.size();
      if (size <= most) {
        reader.piece(channel, 0, size, true);
        return;
      }
      long each = most / WINDOWS;
      for (int i = 0; i < WINDOWS; i++) {
        long from = (long) ((double) (size - each) * i / (WINDOWS - 1));
        reader.piece(channel, from, from + each, i == 0);
      }
    }
  }

  private void piece(FileChannel channel, long from, long to, boolean startsLine)
      throws IOException {
    channel.position(from);
    long left = to - from;
    int kept = 0;
    boolean skip = !startsLine;
    while (true) {
      int room = (int) Math.min(buffer.length - kept, left);
      int read = room == 0 ? -1 : channel.read(ByteBuffer.wrap(buffer, kept, room));
      if (read < 0) {
        break;
      }
      left -= read;
      int end = kept + read;
      int at = 0;
      if (skip) {
        at = newline(0, end) + 1;
        skip = at == 0;
        at = skip ? end : at;
      }
      at = lines(at, end);
      kept = end - at;
      if (kept == buffer.length) { // longer than any line of ours
        kept = 0;
        skip = true;
      } else {
        System.arraycopy(buffer, at, buffer, 0, kept);
      }
    }
    if (kept > 0 && kept < buffer.length && !skip && left == 0) {
      slowly(0, kept);
    }
  }

  /// Reads whole lines and returns where the rest begins.
  private int lines(int from, int end) {
    int at = from;
    while (at < end) {
      int next = fast(at, end);
      if (next < 0) {
        next = newline(at, end) + 1;
        if (next == 0) {
          return at;
        }
        slowly(at, next - 1);
      }
      at = next;
    }
    return at;
  }

  /// Metrics often come by turns, so the one that came after this one last time is tried first.
  private int fast(int from, int end) {
    int count = known.size();
    for (int i = 1; i <= count; i++) {
      int which = (lately + i) % count;
      var each = known.get(which);
      int next = line.read(buffer, from, end, each.head, each.tail);
      if (next >= 0) {
        lately = which;
        give(each, line.hasStep, line.step, line.value);
        return next;
      }
    }
    return -1;
  }

  private int newline(int from, int end) {
    for (int i = from; i < end; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private void slowly(int from, int to) {
    var point = MetricsFile.point(new String(buffer, from, to - from, StandardCharsets.UTF_8));
    if (point != null) {
      var step = point.step();
      give(known(point), step != null, step == null ? 0 : step.doubleValue(), point.value());
    }
  }

  private Known known(MetricPoint point) {
    var name = point.name().getBytes(StandardCharsets.UTF_8);
    var source = point.source().getBytes(StandardCharsets.UTF_8);
    for (var each : known) {
      if (Arrays.equals(each.name, name) && Arrays.equals(each.source, source)) {
        return each;
      }
    }
    var made = new Known(name, source, sinks.of(point.name(), point.source()));
    known.add(made);
    return made;
  }

  private static void give(Known to, boolean hasStep, double step, double value) {
    if (to.points != null) {
      to.points.add(hasStep ? step : (double) to.count, value);
    }
    to.count++;
  }
}
