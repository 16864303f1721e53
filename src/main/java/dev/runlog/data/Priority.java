package dev.runlog.data;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;

/// The priority of the calling thread, which on Linux is the thread's own.
final class Priority {
  private static final int LOWEST = 19;

  private Priority() {}

  /// Leaves the processor to whoever else wants it; where that cannot be had, nothing happens.
  @SuppressWarnings("restricted")
  static void lowest() {
    try {
      var linker = Linker.nativeLinker();
      var set =
          linker.downcallHandle(
              linker.defaultLookup().find("setpriority").orElseThrow(),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
      int failed = (int) set.invokeExact(0, 0, LOWEST);
      assert failed == 0;
    } catch (RuntimeException | LinkageError e) {
      // it is only politeness
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
