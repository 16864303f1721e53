package dev.runlog.query;

import java.util.Locale;
import java.util.Set;

/// What the name of a parameter says about it.
final class ComparisonKeys {
  private static final Set<String> PLACES =
      Set.of(
          "out",
          "output",
          "outdir",
          "out_dir",
          "output_dir",
          "output_path",
          "save",
          "save_dir",
          "save_path",
          "savedir",
          "log",
          "logdir",
          "log_dir",
          "log_file",
          "log_path",
          "logging_dir",
          "work_dir",
          "workdir",
          "checkpoint_dir",
          "ckpt_dir",
          "results_dir",
          "result_dir",
          "cache_dir",
          "tensorboard_dir",
          "run_name",
          "run_id",
          "exp_name",
          "experiment_name",
          "exp_id",
          "tag",
          "tags",
          "notes",
          "wandb_name");
  private static final Set<String> HABITS =
      Set.of(
          "verbose",
          "quiet",
          "debug",
          "num_workers",
          "workers",
          "n_jobs",
          "jobs",
          "log_interval",
          "log_every",
          "log_level",
          "print_freq",
          "print_every",
          "save_every",
          "save_freq",
          "progress",
          "local_rank",
          "port",
          "master_port",
          "pin_memory");

  private ComparisonKeys() {}

  private static String last(String key) {
    return key.substring(key.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /// A parameter that is a seed: `seed`, `data_seed`, `seed_everything`, `random_state`.
  static boolean isSeed(String key) {
    var name = last(key);
    return name.equals("seed")
        || name.equals("seeds")
        || name.endsWith("_seed")
        || name.startsWith("seed_")
        || name.equals("random_state")
        || name.equals("randomseed");
  }

  /// A parameter that says where results go or what they are called, not what they are.
  static boolean isPlace(String key) {
    return PLACES.contains(last(key));
  }

  /// A parameter that seldom changes a result.
  static boolean isHabit(String key) {
    return HABITS.contains(last(key)) || isPlace(key);
  }
}
