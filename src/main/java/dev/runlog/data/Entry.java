package dev.runlog.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One file of a manifest: its name in its folder, and what was read of it. There may be millions,
/// so all of it lies in plain fields.
final class Entry implements Node {
  /// How reading went.
  enum State {
    UNREAD,
    /// Only its size and times are known.
    LISTED,
    READ,
    /// It changed while it was read, twice.
    UNSTABLE,
    UNREADABLE,
    GONE
  }

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private final Folder folder;
  private final byte[] name;
  private final @Nullable Path path;
  State state = State.UNREAD;
  long bytes;
  long modified;
  long changed;
  long inode;
  long device;
  private long sha0;
  private long sha1;
  private long sha2;
  private long sha3;

  Entry(Folder folder, byte[] name) {
    this(folder, name, null);
  }

  /// A file that is opened by a path of its own.
  Entry(Folder folder, byte[] name, @Nullable Path path) {
    this.folder = folder;
    this.name = name;
    this.path = path;
  }

  @Override
  public byte[] name() {
    return name;
  }

  /// The name below the folder that the manifest is of.
  RawName whole() {
    var whole = new byte[folder.prefix.length + name.length];
    System.arraycopy(folder.prefix, 0, whole, 0, folder.prefix.length);
    System.arraycopy(name, 0, whole, folder.prefix.length, name.length);
    return RawName.of(whole);
  }

  Path path() {
    return path != null ? path : RawName.of(name).in(folder.path());
  }

  Stat stat() {
    return new Stat(bytes, modified, changed, inode, device);
  }

  void stat(Stat stat) {
    bytes = stat.bytes();
    modified = stat.modified();
    changed = stat.changed();
    inode = stat.inode();
    device = stat.device();
  }

  /// The hash, as four big-endian numbers.
  void sha256(long first, long second, long third, long fourth) {
    sha0 = first;
    sha1 = second;
    sha2 = third;
    sha3 = fourth;
  }

  void sha256(byte[] hash) {
    var numbers = ByteBuffer.wrap(hash);
    sha256(numbers.getLong(), numbers.getLong(), numbers.getLong(), numbers.getLong());
  }

  byte[] sha256() {
    return ByteBuffer.allocate(32).putLong(sha0).putLong(sha1).putLong(sha2).putLong(sha3).array();
  }

  /// Takes over what is known of the same file.
  void fill(Entry known) {
    stat(known.stat());
    sha256(known.sha0, known.sha1, known.sha2, known.sha3);
    state = known.state;
  }

  boolean isHashed() {
    return state == State.READ || state == State.UNSTABLE;
  }

  /// Writes the line that `sha256sum` prints for it in the manifest's folder.
  void line(OutputStream out) throws IOException {
    if (RawName.isEscaped(folder.prefix) || RawName.isEscaped(name)) {
      out.write(whole().sumLine(java.util.HexFormat.of().formatHex(sha256()), "./"));
      return;
    }
    var line = new byte[64 + 4 + folder.prefix.length + name.length + 1];
    hex(sha0, line, 0);
    hex(sha1, line, 16);
    hex(sha2, line, 32);
    hex(sha3, line, 48);
    line[64] = ' ';
    line[65] = ' ';
    line[66] = '.';
    line[67] = '/';
    System.arraycopy(folder.prefix, 0, line, 68, folder.prefix.length);
    System.arraycopy(name, 0, line, 68 + folder.prefix.length, name.length);
    line[line.length - 1] = '\n';
    out.write(line);
  }

  private static void hex(long number, byte[] line, int at) {
    long left = number;
    for (int i = at + 15; i >= at; i--) {
      line[i] = HEX[(int) left & 15];
      left >>>= 4;
    }
  }
}
