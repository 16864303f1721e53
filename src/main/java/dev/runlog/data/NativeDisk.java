package dev.runlog.data;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// Folders listed by the C library of Linux: one call a file, and names as they are. It has to be
/// linked first, and then takes half the time that Java's own way takes.
final class NativeDisk {
  private static final int O_DIRECTORY = isArm() ? 0x4000 : 0x10000;
  private static final int O_CLOEXEC = 0x80000;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final int ENOENT = 2;
  private static final int PIECE = 1 << 16;
  private static final StructLayout ERRNO = Linker.Option.captureStateLayout();

  private static @Nullable NativeDisk disk;
  private static boolean looked;

  private final MethodHandle open;
  private final MethodHandle close;
  private final MethodHandle entries;
  private final MethodHandle statx;
  private final MethodHandle statxAgain;

  private NativeDisk() {
    var errno = Linker.Option.captureCallState("errno");
    open =
        function(
            "open", JAVA_INT, List.of(ADDRESS, JAVA_INT), errno, Linker.Option.firstVariadicArg(2));
    close = function("close", JAVA_INT, List.of(JAVA_INT));
    entries = function("getdents64", JAVA_LONG, List.of(JAVA_INT, ADDRESS, JAVA_LONG));
    // addresses as numbers, and no errno: it is called for every file
    var arguments = List.<MemoryLayout>of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    statx = function("statx", JAVA_INT, arguments);
    statxAgain = function("statx", JAVA_INT, arguments, errno);
  }

  /// Null where the C library lacks what is needed.
  static synchronized @Nullable NativeDisk get() {
    if (!looked) {
      looked = true;
      try {
        disk = new NativeDisk();
      } catch (NoSuchElementException | UnsupportedOperationException | LinkageError e) {
        disk = null;
      }
    }
    return disk;
  }

  private static boolean isArm() {
    return System.getProperty("os.arch", "").equals("aarch64");
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(
      String name, MemoryLayout result, List<MemoryLayout> arguments, Linker.Option... options) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().find(name).orElseThrow(),
        FunctionDescriptor.of(result, arguments.toArray(MemoryLayout[]::new)),
        options);
  }

  /// What one listing needs.
  private record Space(MemorySegment errno, MemorySegment entries, MemorySegment stat) {
    static Space in(Arena arena) {
      return new Space(arena.allocate(ERRNO), arena.allocate(PIECE, 8), arena.allocate(256, 8));
    }

    int error() {
      return errno.get(JAVA_INT, 0);
    }
  }

  /// Adds what is in `folder`.
  void list(Folder folder, List<Node> found, Tree.Report report) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var space = Space.in(arena);
      int descriptor = open(folder, arena, space);
      try {
        list(descriptor, folder, space, found, report);
      } finally {
        int closed = (int) close.invokeExact(descriptor);
        assert closed == 0;
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private int open(Folder folder, Arena arena, Space space) throws Throwable {
    var bytes = RawName.of(folder.path()).bytes();
    var path = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, path, JAVA_BYTE, 0, bytes.length);
    int descriptor = (int) open.invokeExact(space.errno(), path, O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
      throw space.error() == ENOENT
          ? new NoSuchFileException(folder.path().toString())
          : new IOException("error " + space.error());
    }
    return descriptor;
  }

  private void list(
      int descriptor, Folder folder, Space space, List<Node> found, Tree.Report report)
      throws Throwable {
    var all = space.entries().asByteBuffer().order(ByteOrder.nativeOrder());
    var stat = space.stat().asByteBuffer().order(ByteOrder.nativeOrder());
    long length;
    while ((length = (long) entries.invokeExact(descriptor, space.entries(), (long) PIECE)) > 0) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException();
      }
      for (int at = 0; at < length; at += all.getShort(at + 16) & 0xffff) {
        var name = name(all, at + 19);
        if (name != null && isFound(descriptor, at + 19, name, folder, space, report)) {
          add(stat, name, folder, found, report);
        }
      }
    }
    if (length < 0) {
      throw new IOException("the folder cannot be read");
    }
  }

  /// Null for the folder itself and the one above.
  private static byte @Nullable [] name(ByteBuffer all, int at) {
    int end = at;
    while (all.get(end) != 0) {
      end++;
    }
    int length = end - at;
    boolean dots = all.get(at) == '.' && (length == 1 || length == 2 && all.get(at + 1) == '.');
    if (dots) {
      return null;
    }
    var name = new byte[length];
    all.get(at, name);
    return name;
  }

  /// Fills in what is known of a file.
  private boolean isFound(
      int descriptor, int at, byte[] name, Folder folder, Space space, Tree.Report report)
      throws Throwable {
    long path = space.entries().address() + at;
    long stat = space.stat().address();
    int failed =
        (int) statx.invokeExact(descriptor, path, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, stat);
    if (failed == 0) {
      return true;
    }
    failed =
        (int)
            statxAgain.invokeExact(
                space.errno(), descriptor, path, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, stat);
    if (failed != 0 && space.error() == ENOENT) {
      report.gone(folder.shown(name));
    } else if (failed != 0) {
      report.unreadable(folder.shown(name));
    }
    return failed == 0;
  }

  private static void add(
      ByteBuffer stat, byte[] name, Folder folder, List<Node> found, Tree.Report report) {
    int type = stat.getShort(28) & Stat.TYPE;
    if (type != Stat.FILE) {
      folder.addOther(type, name, found, report);
      return;
    }
    var entry = new Entry(folder, name);
    entry.inode = stat.getLong(32);
    entry.bytes = stat.getLong(40);
    entry.changed = nanos(stat, 96);
    entry.modified = nanos(stat, 112);
    entry.device = device(stat.getInt(136), stat.getInt(140));
    found.add(entry);
  }

  private static long nanos(ByteBuffer stat, int at) {
    return stat.getLong(at) * 1_000_000_000 + stat.getInt(at + 8);
  }

  /// As `stat` puts the two numbers together, so that both ways give the same.
  private static long device(int major, int minor) {
    long high = major & 0xffff_ffffL;
    long low = minor & 0xffff_ffffL;
    return (high & 0xffff_f000L) << 32 | (high & 0xfff) << 8 | (low & ~0xffL) << 12 | low & 0xff;
  }
}
