package dev.runlog.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;

/// A fingerprint of data that is too large to be read: names, sizes and times of modification of
/// all files, and 4 KiB from the head, the middle and the tail of at most 4096 of them. It tells
/// whether a tree is still the one it was, and is no hash.
final class Sample {
  private static final int PIECE = 4096;
  private static final int MOST = 4096;

  private final MessageDigest digest = FileHash.sha256();
  private final ByteBuffer buffer = ByteBuffer.allocate(PIECE);

  /// `sampled:` and 64 hex digits.
  static String of(Tree tree) {
    var sample = new Sample();
    int step = (tree.files.size() + MOST - 1) / MOST;
    for (int i = 0; i < tree.files.size(); i++) {
      sample.add(tree.files.get(i), i % step == 0);
    }
    return "sampled:" + HexFormat.of().formatHex(sample.digest.digest());
  }

  private void add(Entry file, boolean content) {
    digest.update(file.whole().sumLine(file.bytes + " " + file.modified, "./"));
    if (content) {
      add(file.path(), file.bytes);
    }
  }

  /// What cannot be read counts as empty.
  private void add(Path file, long size) {
    try (var channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      add(channel, 0);
      if (size > PIECE) {
        add(channel, Math.max(PIECE, size / 2));
        add(channel, Math.max(PIECE, size - PIECE));
      }
    } catch (IOException e) {
      digest.update((byte) 0);
    }
  }

  private void add(FileChannel channel, long at) throws IOException {
    buffer.clear();
    long place = at;
    int count;
    while (buffer.hasRemaining() && (count = channel.read(buffer, place)) > 0) {
      place += count;
    }
    digest.update(buffer.flip());
  }
}
