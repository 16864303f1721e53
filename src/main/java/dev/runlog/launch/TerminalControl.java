package dev.runlog.launch;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// The C library's `ioctl`, `dup` and `dup2`, for terminals. One function shape serves for all:
/// each further one costs milliseconds at start.
final class TerminalControl {
  /// Bytes of the kernel's `struct termios`.
  static final int MODES = 36;

  private static final int SIZE = 8;
  private final MethodHandle ioctl;
  private final MethodHandle dup;
  private final MethodHandle dup2;

  private TerminalControl() {
    ioctl = function("ioctl");
    dup = function("dup");
    dup2 = function("dup2");
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(String name) {
    var linker = Linker.nativeLinker();
    var word = ValueLayout.JAVA_LONG;
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, word, word, word),
        Linker.Option.critical(false));
  }

  private static final class Holder {
    private static final TerminalControl INSTANCE = new TerminalControl();
  }

  /// The one instance: made on the first call, at a cost of some 50 ms.
  static TerminalControl get() {
    return Holder.INSTANCE;
  }

  /// Starts a process whose standard input is descriptor `fd` of this process.
  synchronized <T> T withStandardInput(int fd, Start<T> start) throws IOException {
    int saved = call(dup, 0, 0, 0);
    call(dup2, fd, 0, 0);
    try {
      return start.start();
    } finally {
      call(dup2, saved, 0, 0);
    }
  }

  /// See [#withStandardInput].
  interface Start<T> {
    T start() throws IOException;
  }

  /// Makes the other side of the pseudo-terminal `master` ready to be opened, and names it.
  Path unlock(int master) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var number = arena.allocate(SIZE);
      if (call(ioctl, master, Linux.TIOCSPTLCK, number.address()) != 0
          || call(ioctl, master, Linux.TIOCGPTN, number.address()) != 0) {
        throw new IOException("cannot unlock a pseudo-terminal");
      }
      return Path.of("/dev/pts/" + number.get(ValueLayout.JAVA_INT, 0));
    }
  }

  /// Copies the window size; false if it was the same or cannot be had.
  boolean copySize(int from, int to) {
    try (var arena = Arena.ofConfined()) {
      var wanted = arena.allocate(SIZE);
      var present = arena.allocate(SIZE);
      return call(ioctl, from, Linux.TIOCGWINSZ, wanted.address()) == 0
          && call(ioctl, to, Linux.TIOCGWINSZ, present.address()) == 0
          && wanted.mismatch(present) >= 0
          && call(ioctl, to, Linux.TIOCSWINSZ, wanted.address()) == 0;
    }
  }

  /// Reads the modes of terminal `fd`; false if it is none.
  boolean getModes(int fd, MemorySegment modes) {
    return call(ioctl, fd, Linux.TCGETS, modes.address()) == 0;
  }

  void setModes(int fd, MemorySegment modes) {
    call(ioctl, fd, Linux.TCSETS, modes.address());
  }

  /// Whether process group `group` is the one in the foreground of terminal `fd`.
  boolean isForeground(int fd, long group) {
    try (var arena = Arena.ofConfined()) {
      var answer = arena.allocate(SIZE);
      return call(ioctl, fd, Linux.TIOCGPGRP, answer.address()) == 0
          && answer.get(ValueLayout.JAVA_INT, 0) == group;
    }
  }

  private static int call(MethodHandle function, long a, long b, long c) {
    try {
      return (int) function.invokeExact(a, b, c);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
