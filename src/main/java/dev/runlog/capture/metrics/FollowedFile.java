package dev.runlog.capture.metrics;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A file of results followed by its lines. Where it is written anew, with another first line or
/// shorter than before, it is read again and only the rows beyond those that were read are told.
final class FollowedFile implements AutoCloseable {
  /// What is read of one file.
  static final long MAX_BYTES = 64L << 20;

  private static final int HEAD = 4096;

  private final Path file;
  private final Supplier<RowReader> readers;
  private final List<ResultRow> fresh = new ArrayList<>();
  private RowReader reader;
  private LogTail tail;
  private String head = "";
  private @Nullable Object key;
  private long known;
  private long lines;
  private long size = -1;
  private long bytes;
  private boolean cut;

  /// The first `known` lines are older than the run: they are read for what they name and not
  /// told.
  FollowedFile(Path file, long known, Supplier<RowReader> readers) {
    this.file = file;
    this.known = known;
    this.readers = readers;
    this.reader = readers.get();
    this.tail = tail();
  }

  private LogTail tail() {
    return new LogTail(file, Long.MAX_VALUE, () -> {}, (text, overwritten) -> line(text));
  }

  private void line(String text) {
    var row = reader.line(text);
    if (row != null && lines >= known) {
      fresh.add(row);
    }
    lines++;
  }

  /// Whether it was too long to be read to its end.
  boolean cut() {
    return cut;
  }

  /// The rows that are new.
  List<ResultRow> read() throws IOException {
    long now = Files.size(file);
    if (now != size && !cut) {
      size = now;
      restartIfNew();
      long read = tail.read(MAX_BYTES - bytes);
      bytes += read;
      cut = bytes >= MAX_BYTES;
    }
    return taken();
  }

  /// The rows that are new, the file being as it will be.
  List<ResultRow> last() throws IOException {
    size = -1;
    fresh.addAll(read());
    tail.end();
    if (lines > known || known == 0) {
      fresh.addAll(reader.end());
    }
    return taken();
  }

  private List<ResultRow> taken() {
    var rows = List.copyOf(fresh);
    fresh.clear();
    return rows;
  }

  private void restartIfNew() throws IOException {
    var now = head();
    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
    boolean replaced = bytes > 0 && !Objects.equals(key, attributes.fileKey());
    boolean other = replaced || size < bytes || !now.startsWith(head);
    key = attributes.fileKey();
    head = now.indexOf('\n') < 0 ? "" : now.substring(0, now.indexOf('\n') + 1);
    if (other) {
      tail.close();
      known = Math.max(known, lines);
      lines = 0;
      bytes = 0;
      reader = readers.get();
      tail = tail();
    }
  }

  private String head() throws IOException {
    try (var open = new RandomAccessFile(file.toFile(), "r")) {
      var start = new byte[(int) Math.min(HEAD, open.length())];
      open.readFully(start);
      return new String(start, StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public void close() throws IOException {
    tail.close();
  }
}
