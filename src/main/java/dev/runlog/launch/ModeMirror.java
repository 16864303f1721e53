package dev.runlog.launch;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Full-screen programs set the modes of their standard output's terminal, while the keys come
/// from the real one. This carries what they set over to the real terminal, and takes it back at
/// the end. Pagers open their output's terminal to read keys from: they are given ours. The kernel
/// tells nobody of such changes, so it looks 20 times a second.
final class ModeMirror implements AutoCloseable {
  private static final long INTERVAL_MS = 50;
  private static final long FEEDING_MS = 10;
  private static final long OUTPUT_FLAGS = 4;
  private static final long LOCAL_FLAGS = 12;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final TerminalControl control;
  private final int real;
  private final int pseudo;
  private final Path slave;
  private final RandomAccessFile master;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment original = arena.allocate(TerminalControl.MODES, 8);
  private final MemorySegment last = arena.allocate(TerminalControl.MODES, 8);
  private final MemorySegment now = arena.allocate(TerminalControl.MODES, 8);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("terminal modes").unstarted(this::watch);
  private boolean mirrored;
  private boolean feeding;

  /// Gives the pseudo-terminal the real one's modes, without the output conversion.
  ModeMirror(TerminalControl control, int real, int pseudo, RandomAccessFile master, Path slave) {
    this.master = master;
    this.slave = slave;
    this.control = control;
    this.real = real;
    this.pseudo = pseudo;
    if (control.getModes(real, original)) {
      last.copyFrom(original);
      clear(last, OUTPUT_FLAGS, Linux.OPOST);
      control.setModes(pseudo, last);
    }
    control.getModes(pseudo, last);
    thread.start();
  }

  private static void clear(MemorySegment modes, long field, int flag) {
    modes.set(ValueLayout.JAVA_INT, field, modes.get(ValueLayout.JAVA_INT, field) & ~flag);
  }

  private void watch() {
    try {
      while (!closed.await(feeding ? FEEDING_MS : INTERVAL_MS, TimeUnit.MILLISECONDS)) {
        look();
        if (feeding) {
          feed();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // the terminal is gone, and with it the need
    }
  }

  /// Sets nothing from the background: the kernel would stop us for it.
  private void look() {
    if (control.getModes(pseudo, now)
        && now.mismatch(last) >= 0
        && control.isForeground(real, Linux.ownGroup())) {
      last.copyFrom(now);
      boolean lines = (now.get(ValueLayout.JAVA_INT, LOCAL_FLAGS) & Linux.ICANON) != 0;
      if (lines) {
        now.set(
            ValueLayout.JAVA_INT, OUTPUT_FLAGS, original.get(ValueLayout.JAVA_INT, OUTPUT_FLAGS));
      } else {
        clear(now, OUTPUT_FLAGS, Linux.OPOST);
      }
      mirrored = true;
      control.setModes(real, now);
      feeding = !lines && Linux.isReadByDescendant(slave);
    }
  }

  private void feed() throws IOException {
    try (var keys = new FileInputStream("/dev/tty")) {
      int waiting = keys.available();
      if (waiting > 0 && control.isForeground(real, Linux.ownGroup())) {
        master.write(keys.readNBytes(waiting));
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (mirrored && control.isForeground(real, Linux.ownGroup())) {
      control.setModes(real, original);
    }
    arena.close();
  }
}
