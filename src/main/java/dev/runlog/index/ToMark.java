package dev.runlog.index;

import java.nio.file.Path;

/// Makes a byte of a run's folder.
public interface ToMark {
  byte mark(Path folder);
}
