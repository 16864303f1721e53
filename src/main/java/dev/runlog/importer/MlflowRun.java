package dev.runlog.importer;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One run as a store of MLflow's has it. What is read late, the points above all, is not read
/// where runlog's own record is among the files.
interface MlflowRun {

  /// Times in milliseconds since the epoch; `status` a word, or a number as in its files.
  record Head(
      String id,
      @Nullable String name,
      @Nullable String status,
      @Nullable Long start,
      @Nullable Long end,
      @Nullable String user,
      @Nullable String experiment,
      @Nullable String artifacts) {}

  /// Takes a point; `time` in milliseconds since the epoch.
  interface Points {
    void point(String key, double value, @Nullable Long step, long time);
  }

  /// A data set; `source` and `profile` are JSON texts.
  record Dataset(
      String name, @Nullable String digest, @Nullable String source, @Nullable String profile) {}

  Head head();

  Map<String, String> tags() throws Exception;

  Map<String, String> parameters() throws Exception;

  void points(Points to, Found found) throws Exception;

  java.util.List<Dataset> datasets() throws Exception;

  /// Null where they cannot be had.
  @Nullable MlflowFiles files() throws Exception;
}
