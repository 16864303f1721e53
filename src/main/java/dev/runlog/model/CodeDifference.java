package dev.runlog.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the code of one run differs from that of another.
public sealed interface CodeDifference {

  /// Both runs had the same tree.
  record Same() implements CodeDifference {}

  /// The two trees differ in `files`; `doubts` says what is not certain, for example a patch that
  /// no longer gives the tree of its record.
  record Different(List<File> files, List<String> doubts) implements CodeDifference {}

  /// It could not be found out, and why.
  record Unknown(String why) implements CodeDifference {}

  /// One file: `was` its earlier path if it was renamed, `status` as Git has it (A, D, M, R, T),
  /// lines null where the file is binary.
  record File(
      String path,
      @Nullable String was,
      String status,
      @Nullable Long added,
      @Nullable Long removed) {}
}
