package dev.runlog.query;

import dev.runlog.model.CodeDifference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that was found out about some runs: `code` and `files` hold one entry for each run
/// after the first, against the first.
public record ComparisonFindings(
    Comparison comparison,
    List<CodeDifference> code,
    List<FileFindings> files,
    SiblingSearch siblings) {

  /// The files of a data set that differ, or why that is not known; both null where the data is
  /// the same.
  public record FileFindings(@Nullable ComparisonFiles files, @Nullable String why) {}

  /// How many runs of the same name there are, and how many of them were looked at.
  public record SiblingSearch(int looked, int all) {}

  /// Whether anything differs at all.
  public boolean isSame() {
    return comparison.isSameSetup()
        && comparison.metrics().isEmpty()
        && comparison.outcome().isEmpty()
        && code.stream().allMatch(CodeDifference.Same.class::isInstance);
  }
}
