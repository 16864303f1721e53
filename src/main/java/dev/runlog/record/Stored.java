package dev.runlog.record;

import dev.runlog.json.Records;
import dev.runlog.model.Run;
import dev.runlog.model.World;
import dev.runlog.store.RunFolder;
import dev.runlog.store.TagsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A record as it lies on disk, settled where its recorder has died; `tree` also holds fields
/// that this version does not know.
public record Stored(Path folder, Map<String, @Nullable Object> tree, Run run) {
  private static final List<String> SECTIONS =
      List.of("command", "timestamp", "config", "random", "capture");

  /// Reads and settles a run; empty where run.json cannot be read.
  public static Optional<Stored> read(Path folder, World world) {
    try {
      var tree = Settling.settled(RunFolder.of(folder), world);
      if (tree.get("tags") instanceof List<?> tags) {
        tree.put("tags", TagsFile.merged(folder, tags.stream().map(String::valueOf).toList()));
      }
      return isWhole(tree)
          ? Optional.of(new Stored(folder, tree, Records.fromTree(Run.class, tree)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Whether the sections are there that every record of ours has: another tool's may lack them.
  private static boolean isWhole(Map<String, @Nullable Object> tree) {
    return SECTIONS.stream().allMatch(name -> tree.get(name) instanceof Map<?, ?>)
        && tree.get("run_id") instanceof String;
  }

  /// The text of run.md, empty where there is none.
  public String note() {
    return Noting.text(folder);
  }
}
