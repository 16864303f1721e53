package dev.runlog.importer;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One run of another tool: `id` is what tells it from all others of its kind, `label` what the
/// user would call it, `folder` where its files lie, if anywhere.
public record Foreign(String id, String label, @Nullable Path folder, Content content) {

  /// Says what is there, and nothing that is not; whatever it throws breaks this run alone.
  @FunctionalInterface
  public interface Content {
    void read(Found found) throws Exception;
  }
}
