package dev.runlog.sync.tensorboard;

import dev.runlog.model.MetricPoint;
import dev.runlog.model.Status;
import dev.runlog.sync.Outgoing;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A run as one TensorBoard event file: its points as scalars, its parameters for the HParams
/// tab, run.md as text. Scalars are 32-bit floats there.
final class TensorBoardFiles {
  private static final int MASK = 0xa282ead8;
  private static final int DT_FLOAT = 1;
  private static final int DT_STRING = 7;

  private final OutputStream out;
  private final CRC32C crc = new CRC32C();
  private @Nullable IOException failure;

  private TensorBoardFiles(OutputStream out) {
    this.out = out;
  }

  /// Writes a whole file; the same run gives the same bytes.
  static void write(Outgoing run, OutputStream out) throws IOException {
    var files = new TensorBoardFiles(out);
    double start = run.started() / 1e3;
    files.record(new Message().float64(1, start).text(3, "brain.Event:2"));
    files.summary(start, 0, parameters("_hparams_/session_start_info", start(run)));
    files.summary(start, 0, note(run.note()));
    run.points(point -> files.scalar(point, start));
    for (var lone : run.lone().entrySet()) {
      var ended = run.ended();
      double time = ended == null ? start : ended / 1e3;
      files.scalar(new MetricPoint(lone.getKey(), lone.getValue(), 0L, time, ""), start);
    }
    files.summary(start, 0, parameters("_hparams_/session_end_info", end(run)));
    if (files.failure != null) {
      throw files.failure;
    }
  }

  private void scalar(MetricPoint point, double start) {
    try {
      long step = point.step() == null ? 0 : point.step();
      summary(
          point.time() > 0 ? point.time() : start,
          step,
          new Message().text(1, point.name()).float32(2, (float) point.value()));
    } catch (IOException e) {
      failure = e;
    }
  }

  private static Message start(Outgoing run) {
    var info = new Message();
    run.parameters()
        .forEach(
            (key, value) -> info.message(1, new Message().text(1, key).message(2, value(value))));
    return new Message()
        .message(3, info.text(4, run.run().runId()).float64(5, run.started() / 1e3));
  }

  /// A google.protobuf.Value: what is no number, truth value or text is there as JSON.
  private static Message value(@Nullable Object value) {
    return switch (value) {
      case Number number -> new Message().float64(2, number.doubleValue());
      case Boolean flag -> new Message().number(4, flag ? 1 : 0);
      case null, default -> new Message().text(3, Outgoing.text(value));
    };
  }

  private static Message end(Outgoing run) {
    var ended = run.ended();
    long status = ended == null ? 3 : run.run().status() == Status.FINISHED ? 1 : 2;
    var info = new Message().number(1, status);
    return new Message().message(4, ended == null ? info : info.float64(2, ended / 1e3));
  }

  private static Message parameters(String tag, Message content) {
    return new Message()
        .text(1, tag)
        .message(9, plugin(new Message().text(1, "hparams").message(2, content)))
        .message(8, tensor(DT_FLOAT, 0));
  }

  private static Message note(String text) {
    return new Message()
        .text(1, "run.md")
        .message(9, plugin(new Message().text(1, "text")))
        .message(8, tensor(DT_STRING, 1).text(8, text));
  }

  private static Message plugin(Message data) {
    return new Message().message(1, data);
  }

  /// The head of a TensorProto of one dimension.
  private static Message tensor(int type, int size) {
    return new Message()
        .number(1, type)
        .message(2, new Message().message(2, new Message().number(1, size)));
  }

  private void summary(double time, long step, Message value) throws IOException {
    var event = new Message().float64(1, time).number(2, step);
    record(event.message(5, new Message().message(1, value)));
  }

  private void record(Message event) throws IOException {
    var data = event.bytes();
    var record = ByteBuffer.allocate(16 + data.length).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length).putInt(masked(record.array(), 0, 8));
    record.put(data).putInt(masked(record.array(), 12, data.length));
    out.write(record.array());
  }

  private int masked(byte[] bytes, int from, int length) {
    crc.reset();
    crc.update(bytes, from, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }
}
