package dev.runlog.capture;

import java.util.Locale;
import java.util.Set;

/// Names of parameters whose value is a path to data, and of those whose value is where results
/// go: the last segment of a dotted key decides.
public final class DataKeys {
  private static final Set<String> DATA =
      Set.of(
          "data",
          "data_path",
          "data_dir",
          "data_root",
          "data_file",
          "data_folder",
          "datadir",
          "datapath",
          "dataroot",
          "dataset",
          "datasets",
          "dataset_path",
          "dataset_dir",
          "dataset_root",
          "dataset_file",
          "dataset_folder",
          "train",
          "train_data",
          "train_path",
          "train_dir",
          "train_file",
          "train_files",
          "train_set",
          "train_dataset",
          "training_data",
          "training_file",
          "val_data",
          "val_path",
          "val_dir",
          "val_file",
          "val_set",
          "valid_data",
          "valid_file",
          "validation_data",
          "validation_file",
          "validation_dir",
          "dev_data",
          "dev_file",
          "test_data",
          "test_path",
          "test_dir",
          "test_file",
          "test_set",
          "eval_data",
          "eval_file",
          "eval_dir",
          "input_data",
          "input_file",
          "input_dir",
          "input_path",
          "corpus",
          "corpus_path",
          "corpus_dir",
          "imagenet",
          "img_dir",
          "image_dir",
          "image_folder",
          "images",
          "labels",
          "annotations",
          "ann_file",
          "annotation_file",
          "csv",
          "csv_path",
          "csv_file");

  private static final Set<String> RESULTS =
      Set.of(
          "out",
          "output",
          "outputs",
          "save",
          "log",
          "logs",
          "logging",
          "result",
          "results",
          "metric",
          "metrics",
          "prediction",
          "predictions",
          "checkpoint",
          "ckpt",
          "report");

  private DataKeys() {}

  public static boolean isData(String key) {
    return DATA.contains(lastSegment(key));
  }

  public static boolean isResult(String key) {
    for (var word : lastSegment(key).split("_", -1)) {
      if (RESULTS.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static String lastSegment(String key) {
    int end = Math.max(key.lastIndexOf('.'), key.lastIndexOf('/'));
    return key.substring(end + 1).replace('-', '_').toLowerCase(Locale.ROOT);
  }
}
