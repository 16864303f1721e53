package dev.runlog.query;

import java.util.List;
import java.util.Locale;

/// Whether less or more of a metric is better.
public enum Direction {
  LESS,
  MORE,
  UNKNOWN;

  private static final List<String> LESS_WORDS =
      List.of(
          "loss",
          "error",
          "err",
          "perplexity",
          "ppl",
          "rmse",
          "mse",
          "mae",
          "mape",
          "nll",
          "bpc",
          "wer",
          "cer",
          "fid",
          "eer",
          "logloss",
          "crossentropy");
  private static final List<String> MORE_WORDS =
      List.of(
          "acc",
          "accuracy",
          "f1",
          "auc",
          "auroc",
          "auprc",
          "bleu",
          "rouge",
          "precision",
          "recall",
          "map",
          "ap",
          "iou",
          "miou",
          "dice",
          "r2",
          "score",
          "reward",
          "return",
          "psnr",
          "ssim",
          "mrr",
          "ndcg",
          "kappa",
          "mcc",
          "meteor",
          "cider",
          "top1",
          "top5",
          "em");

  /// By the words of its name; where these speak for both, or for none, it is not known.
  public static Direction of(String metric) {
    boolean less = false;
    boolean more = false;
    var split = metric.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    var words = List.of(split.split("[^a-z0-9]+"));
    if (words.contains("scale") || words.contains("weight") || words.contains("bound")) {
      return UNKNOWN;
    }
    for (var word : words) {
      less |= LESS_WORDS.contains(word) || word.endsWith("loss") || word.endsWith("error");
      more |=
          MORE_WORDS.contains(word)
              || MORE_WORDS.contains(word.replaceAll("\\d+$", ""))
              || word.startsWith("rouge")
              || (word.startsWith("map") && !word.equals("mape"));
    }
    return less == more ? UNKNOWN : less ? LESS : MORE;
  }
}
