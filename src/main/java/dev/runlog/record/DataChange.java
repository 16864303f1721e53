package dev.runlog.record;

import dev.runlog.json.Json;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.store.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Changes what the record of an ended run says of one of its data sets.
public final class DataChange {
  private DataChange() {}

  /// Sets fields of the data set at `path`, and takes back what was said to be missing of its
  /// hash where it has one now. A run that is still running is a [Problem].
  public static void change(Path folder, String path, Map<String, ?> fields, World world)
      throws IOException {
    var run = RunFolder.of(folder);
    var tree = Settling.settled(run, world);
    if ("running".equals(tree.get("status"))) {
      throw Problem.notFound(run.id() + " is still running; try again when it has ended");
    }
    if (tree.get("data") instanceof Map<?, ?> data) {
      set(data, path, fields);
    }
    if (fields.get("hash") != null && tree.get("capture") instanceof Map<?, ?> capture) {
      forget(capture, path);
    }
    run.replace("run.json", Json.pretty(tree).getBytes(StandardCharsets.UTF_8));
  }

  @SuppressWarnings("unchecked")
  private static void set(Map<?, ?> data, String path, Map<String, ?> fields) {
    if (path.equals(data.get("path"))) {
      ((Map<String, @Nullable Object>) data).putAll(fields);
    } else if (data.get("inputs") instanceof List<?> inputs) {
      for (var input : inputs) {
        if (input instanceof Map<?, ?> map) {
          set(map, path, fields);
        }
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static void forget(Map<?, ?> capture, String path) {
    if (capture.get("missing") instanceof List<?> missing) {
      var left = new ArrayList<@Nullable Object>(missing);
      left.removeIf(
          gap ->
              gap instanceof Map<?, ?> map
                  && "data.hash".equals(map.get("field"))
                  && String.valueOf(map.get("why")).startsWith(path + ": ")
                  && String.valueOf(map.get("why")).contains("runlog data hash --run"));
      ((Map<String, @Nullable Object>) capture).put("missing", left);
    }
  }
}
