package dev.runlog.capture;

import dev.runlog.model.Observation.Gap;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Strikes out in train.log what a program printed of its own secrets, for example its options. In
/// place and without moving a byte, because what the command left behind may still write there.
public final class LogSecretsSource implements Source {
  /// A log up to this size is searched as a whole. Of a larger one the ends are: options are
  /// printed first, tracebacks last.
  private static final long WHOLE = 8 << 20;

  private static final long HEAD = 128 << 10;
  private static final long TAIL = 32 << 10;
  private static final int LONGEST_LINE = 1 << 20;

  @Override
  public String name() {
    return "log secrets";
  }

  @Override
  public void after(Setting setting, Sink sink) throws IOException {
    strike(setting, sink);
  }

  @Override
  public void settle(Setting setting, Sink sink) throws IOException {
    strike(setting, sink);
  }

  private static void strike(Setting setting, Sink sink) throws IOException {
    var log = setting.folder().resolve("train.log");
    if (!Files.isRegularFile(log)) {
      return;
    }
    long size = Files.size(log);
    if (size <= WHOLE) {
      strike(log, 0, size, setting);
    } else {
      strike(log, 0, HEAD, setting);
      strike(log, size - TAIL, size, setting);
      sink.accept(
          new Gap(
              "train.log",
              "secrets were looked for only in its first "
                  + HEAD
                  + " and last "
                  + TAIL
                  + " bytes"));
    }
  }

  private static void strike(Path log, long from, long to, Setting setting) throws IOException {
    try (var file = Files.newInputStream(log)) {
      file.skipNBytes(from);
      var in = new BufferedInputStream(file, 1 << 16);
      long at = from;
      for (var line = line(in); line.length > 0 && at < to; line = line(in)) {
        strike(log, at, line, setting);
        at += line.length;
      }
    }
  }

  /// A line with its end; Latin-1 keeps each byte one character.
  private static void strike(Path log, long at, byte[] line, Setting setting) throws IOException {
    var text = new String(line, StandardCharsets.ISO_8859_1);
    var struck = setting.redactor().struckOut(text);
    if (!struck.equals(text)) {
      try (var channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(struck.getBytes(StandardCharsets.ISO_8859_1)), at);
      }
    }
  }

  private static byte[] line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream(256);
    for (int b = in.read(); b >= 0; b = in.read()) {
      line.write(b);
      if (b == '\n' || line.size() >= LONGEST_LINE) {
        break;
      }
    }
    return line.toByteArray();
  }
}
