package dev.runlog.record;

import dev.runlog.json.Json;
import dev.runlog.model.World;
import dev.runlog.redact.Redactor;
import dev.runlog.store.RunFolder;
import dev.runlog.store.Salt;
import dev.runlog.store.TagsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Changes the tags of a run. The change is noted beside run.json; of a run that has ended,
/// run.json is replaced too, of one that is running it is left to its recorder.
public final class Tagging {
  private Tagging() {}

  /// Adds and removes tags and returns those that the run has then.
  public static List<String> change(
      Path folder, List<String> added, List<String> removed, World world) throws IOException {
    var redactor = new Redactor(Salt.of(world.state()), Set.of());
    TagsFile.append(folder, added.stream().map(redactor::text).toList(), removed);
    var run = RunFolder.of(folder);
    var tree = Settling.settled(run, world);
    var recorded =
        tree.get("tags") instanceof List<?> tags
            ? tags.stream().map(String::valueOf).toList()
            : List.<String>of();
    var now = TagsFile.merged(folder, recorded);
    if (!"running".equals(tree.get("status")) && !now.equals(recorded)) {
      tree.put("tags", now);
      run.replace("run.json", Json.pretty(tree).getBytes(StandardCharsets.UTF_8));
    }
    return now;
  }
}
