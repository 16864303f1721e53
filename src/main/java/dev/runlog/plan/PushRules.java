package dev.runlog.plan;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `[push]` of runlog.toml: which trackers get each run, with their address, empty where the
/// tracker's own settings say it; `experiment` is MLflow's experiment or the project of W&B;
/// `artifactLimit` is in bytes for all artifacts of a run.
public record PushRules(Map<String, String> to, @Nullable String experiment, long artifactLimit) {

  /// The trackers that there are.
  public static final List<String> KINDS = List.of("mlflow", "wandb", "tensorboard");

  public static final PushRules NONE = new PushRules(Map.of(), null, 100L << 20);

  /// The same rules with another experiment; null leaves the one that is set.
  public PushRules in(@Nullable String other) {
    return other == null ? this : new PushRules(to, other, artifactLimit);
  }

  /// The same rules with another address of a tracker; null leaves the one that is set.
  public PushRules at(String kind, @Nullable String address) {
    if (address == null) {
      return this;
    }
    var all = new java.util.TreeMap<>(to);
    all.put(kind, address);
    return new PushRules(all, experiment, artifactLimit);
  }
}
