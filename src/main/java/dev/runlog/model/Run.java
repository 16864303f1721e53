package dev.runlog.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One run: the shape of run.json. `environment` and `resources` are open maps, because each
/// source adds its own fields. `children` has an entry for each program inside the run, where
/// there is more than one.
public record Run(
    String schema,
    String runId,
    String name,
    Status status,
    Command command,
    Timestamp timestamp,
    @Nullable Git git,
    Config config,
    @Nullable Data data,
    Map<String, @Nullable Object> environment,
    Random random,
    Map<String, Double> metrics,
    Map<String, MetricSummary> metricsSummary,
    Map<String, String> artifacts,
    @Nullable String artifactsManifest,
    @Nullable String artifactsHash,
    Map<String, @Nullable Object> resources,
    @Nullable String parent,
    @Nullable String group,
    List<String> tags,
    @Nullable String hypothesis,
    List<Map<String, @Nullable Object>> children,
    Capture capture) {

  /// The schema version that this program writes.
  public static final String SCHEMA = "runlog/1";

  /// The version of this program.
  public static final String VERSION = "0.1.0";
}
