package dev.runlog.capture.metrics;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;

/// Files of results as they were before the run, so that rows appended to one can be told from
/// those that earlier runs left.
final class OldFiles {
  private static final int MAX_FILES = 200;
  private static final long MAX_BYTES = 16 << 20;

  private record Old(long size, long lines, long crc) {}

  private final Map<Path, Old> old = new HashMap<>();
  private long bytes;

  void remember(Path file) throws IOException {
    long size = Files.size(file);
    if (old.size() < MAX_FILES && size > 0 && bytes + size <= MAX_BYTES) {
      bytes += size;
      old.put(file, look(file, size));
    }
  }

  /// How many lines of a file are older than the run; 0 where it was written anew.
  long lines(Path file) throws IOException {
    var before = old.get(file);
    if (before == null || Files.size(file) <= before.size) {
      return 0;
    }
    return look(file, before.size).crc == before.crc ? before.lines : 0;
  }

  private static Old look(Path file, long size) throws IOException {
    var crc = new CRC32();
    long lines = 0;
    long left = size;
    var chunk = new byte[64 << 10];
    try (var open = new RandomAccessFile(file.toFile(), "r")) {
      while (left > 0) {
        int n = open.read(chunk, 0, (int) Math.min(chunk.length, left));
        if (n < 0) {
          break;
        }
        crc.update(chunk, 0, n);
        for (int i = 0; i < n; i++) {
          lines += chunk[i] == '\n' ? 1 : 0;
        }
        left -= n;
      }
    }
    return new Old(size, lines, crc.getValue());
  }
}
