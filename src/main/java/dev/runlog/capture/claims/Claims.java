package dev.runlog.capture.claims;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Asks the tools one after the other. A new tool is a new file and a line here.
public final class Claims {
  private static final List<Tool> TOOLS =
      List.of(
          new DvcTool(),
          new HuggingFaceTool(),
          new AnnexTool(),
          new LfsTool(),
          new CroissantTool());

  /// One tool.
  interface Tool {
    /// What it says of a path, or null where it says nothing, where what it says cannot be of
    /// these files, or where it names no content.
    @Nullable Claim of(Path path, Map<String, String> env) throws IOException, InterruptedException;
  }

  private Claims() {}

  /// The first claim for a real path that fits what is there by its names and sizes; null where
  /// nobody makes one.
  public static @Nullable Claim of(Path path, Map<String, String> env) throws InterruptedException {
    for (var tool : TOOLS) {
      try {
        var claim = tool.of(path, env);
        if (claim != null) {
          return claim;
        }
      } catch (IOException | IllegalArgumentException e) {
        // what cannot be read claims nothing: the content is read instead
      }
    }
    return null;
  }
}
