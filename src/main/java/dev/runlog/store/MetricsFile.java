package dev.runlog.store;

import dev.runlog.json.Json;
import dev.runlog.model.MetricPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// metrics.jsonl: one point a line, appended whole and at once, so that a killed run keeps what
/// it had.
public final class MetricsFile implements AutoCloseable {
  private final Path file;
  private @Nullable FileChannel channel;

  public MetricsFile(Path file) {
    this.file = file;
  }

  /// Appends a point; the file is made by the first one.
  public synchronized void append(MetricPoint point) throws IOException {
    if (channel == null) {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }
    var fields = new LinkedHashMap<String, @Nullable Object>();
    fields.put("name", point.name());
    fields.put("value", point.value());
    fields.put("step", point.step());
    fields.put("time", point.time());
    fields.put("source", point.source());
    var line = (Json.line(fields) + "\n").getBytes(StandardCharsets.UTF_8);
    var buffer = ByteBuffer.wrap(line);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /// Reads the points of a file; a torn last line and lines that are no points are passed over.
  public static void read(Path file, Consumer<MetricPoint> points) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (var lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        var point = point(line);
        if (point != null) {
          points.accept(point);
        }
      }
    }
  }

  static @Nullable MetricPoint point(String line) {
    try {
      var fields = Json.readObject(line);
      double value =
          fields.get("value") instanceof Number number
              ? number.doubleValue()
              : Double.parseDouble(String.valueOf(fields.get("value")));
      var step = fields.get("step") instanceof Number number ? (Long) number.longValue() : null;
      double time = fields.get("time") instanceof Number number ? number.doubleValue() : 0;
      return new MetricPoint(
          String.valueOf(fields.get("name")),
          value,
          step,
          time,
          String.valueOf(fields.get("source")));
    } catch (IOException | NumberFormatException e) {
      return null;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
