package dev.runlog.capture.metrics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringTokenizer;

/// What the words of a key say about the number behind it.
final class Lexicon {

  /// METRIC a metric by name; WEAK one only in the right company; SCHEDULE a setting that changes
  /// over time (lr); SETTING never a metric; COST time, memory, speed; SPLIT says only on what
  /// (train, best); UNKNOWN says nothing.
  enum Kind {
    METRIC,
    WEAK,
    SCHEDULE,
    SETTING,
    COST,
    SPLIT,
    UNKNOWN
  }

  static final Set<String> SPLITS =
      words("train training test testing val valid validation eval evaluation dev holdout");

  private static final Set<String> QUALIFIERS =
      words(
          """
          best final last current mean avg average total running overall set epoch net macro f grad
          global cum""");

  private static final Set<String> METRICS =
      words(
          """
          loss losses acc accuracy f1 fscore f1score auc auroc auprc roc miou iou dice bleu rouge
          rougel meteor cider wer cer ppl perplexity bpc bpb bpd nll elbo kl mse rmse mae mape smape
          rmsle msle r2 rsquared logloss mlogloss merror xent entropy crossentropy reward rewards rew
          fid psnr ssim lpips ndcg mrr gnorm specificity sensitivity kappa mcc jaccard eer pesq stoi
          sdr sisnr correlation pearson spearman regret fitness learn likelihood loglik silhouette
          determination macc aacc uas las ce bce cls_loss variance map50 map75 rae
          rrse mase rmspe""");

  private static final Set<String> WEAK =
      words(
          """
          error err score scores return returns precision recall map ap ar aps apm apl em hit hits norm distance
          metric l1 l2 rank success win top1 top5 value objective cost divergence deviation""");

  private static final Set<String> SCHEDULES = words("lr epsilon eps temperature");

  private static final Set<String> LAST_OF_SETTING =
      words(
          """
          weight weights scale threshold thresholds smoothing patience coef coeff type fn func
          function size freq frequency interval every delta clip clipping lambda limit warmup decay
          momentum dropout steps epochs iters iterations workers seed dim dims layers heads gamma
          beta betas alpha tau rate ratio batch bsz classes class params parameters samples examples
          batches images version id port level bits margin penalty power factor cap budget count
          num shape device rank tokens thr thresh th gain goal reg chars words targets
          instances labels interacts split percent mode bins leaves depth delay
          prob probs default range ranges""");

  private static final Set<String> COEFFICIENTS =
      words(
          """
          silhouette correlation pearson spearman determination dice jaccard gini matthews kappa
          clustering phi""");

  private static final Set<String> FIRST_OF_SETTING =
      words("num n target use clip early monitor enable with no default lambda dataset");

  private static final Set<String> FEEDING = words("batch reader data iter loader step");

  private static final Set<String> COSTS =
      words(
          """
          time times eta elapsed remaining memory mem wps ups wpb fps tps throughput speed runtime
          second seconds sec secs ms duration dur flops flos tflops wall latency gpu cpu gb mb tok
          step_avg ram oom ips hours minutes data_time batch_time alloc reserved max_mem
          mfu""");

  private Lexicon() {}

  private static Set<String> words(String text) {
    var words = new HashSet<String>();
    for (var each = new StringTokenizer(text); each.hasMoreTokens(); ) {
      words.add(each.nextToken());
    }
    return words;
  }

  /// The words of a key, in lower case: split at anything that is no letter or digit, and at a
  /// small letter before a capital unless the whole is a word by itself.
  static List<String> split(String key) {
    var words = new ArrayList<String>(4);
    int from = 0;
    for (int i = 0; i <= key.length(); i++) {
      if (i == key.length() || !Character.isLetterOrDigit(key.charAt(i))) {
        if (i > from) {
          addWord(key.substring(from, i), words);
        }
        from = i + 1;
      }
    }
    return words;
  }

  private static void addWord(String raw, List<String> words) {
    var whole = raw.toLowerCase(Locale.ROOT);
    if (known(whole)) {
      words.add(whole);
      return;
    }
    int from = 0;
    for (int i = 1; i < raw.length(); i++) {
      if (Character.isUpperCase(raw.charAt(i)) && Character.isLowerCase(raw.charAt(i - 1))) {
        words.add(whole.substring(from, i));
        from = i;
      }
    }
    words.add(whole.substring(from));
  }

  private static boolean known(String word) {
    return metric(word) || weak(word) || SPLITS.contains(word) || COSTS.contains(word);
  }

  /// A word without the number behind it.
  static String stem(String word) {
    int end = word.length();
    while (end > 1 && Character.isDigit(word.charAt(end - 1))) {
      end--;
    }
    return word.substring(0, end);
  }

  static boolean metric(String word) {
    return METRICS.contains(word) || METRICS.contains(stem(word));
  }

  private static boolean weak(String word) {
    return WEAK.contains(word) || (word.length() > 2 && WEAK.contains(stem(word)));
  }

  /// Whether a word may stand in a key that is set off from its number by a blank only.
  static boolean speaks(String word) {
    return metric(word)
        || weak(word)
        || SPLITS.contains(word)
        || QUALIFIERS.contains(word)
        || SCHEDULES.contains(word);
  }

  static Kind kind(List<String> words) {
    if (words.isEmpty()) {
      return Kind.SPLIT;
    }
    var last = words.getLast();
    var metric = words.stream().anyMatch(Lexicon::metric) || fScore(words);
    var weak = words.stream().anyMatch(Lexicon::weak) || top(words);
    if (words.stream().anyMatch(COSTS::contains) || data(words) || cost(words)) {
      return Kind.COST;
    }
    if (schedule(words)) {
      return Kind.SCHEDULE;
    }
    var rate = last.equals("rate") && (metric || weak);
    if ((LAST_OF_SETTING.contains(last) && !rate) || setting(words) || coefficient(words)) {
      return Kind.SETTING;
    }
    if (metric || weak) {
      return metric ? Kind.METRIC : Kind.WEAK;
    }
    var bare = words.stream().allMatch(w -> SPLITS.contains(w) || QUALIFIERS.contains(w));
    return bare || Character.isDigit(last.charAt(0)) ? Kind.SPLIT : Kind.UNKNOWN;
  }

  /// `top-3`, unlike `top_p`.
  private static boolean top(List<String> words) {
    int top = words.indexOf("top");
    return top >= 0 && top + 1 < words.size() && Character.isDigit(words.get(top + 1).charAt(0));
  }

  /// `entropy coefficient`, unlike `silhouette coefficient`.
  private static boolean coefficient(List<String> words) {
    return words.getLast().startsWith("coefficient")
        && words.stream().noneMatch(COEFFICIENTS::contains);
  }

  private static boolean fScore(List<String> words) {
    int f = words.indexOf("f");
    return f >= 0 && f + 1 < words.size() && words.get(f + 1).equals("score");
  }

  /// `tokens/s`, unlike `mAP_s`, and what a batch costs in seconds.
  private static boolean cost(List<String> words) {
    var last = words.getLast();
    return words.size() > 1
        && ((last.equals("s") && words.stream().noneMatch(w -> metric(w) || weak(w)))
            || (last.equals("cost") && FEEDING.contains(words.get(words.size() - 2))));
  }

  /// `Data` alone is the time spent on loading it.
  private static boolean data(List<String> words) {
    return words.getLast().equals("data") && SPLITS.containsAll(words.subList(0, words.size() - 1));
  }

  private static boolean schedule(List<String> words) {
    int size = words.size();
    var last = words.getLast();
    boolean numbered = size > 1 && Character.isDigit(last.charAt(0));
    return SCHEDULES.contains(numbered ? words.get(size - 2) : stem(last))
        || (size > 1 && words.get(size - 2).startsWith("learn") && last.equals("rate"));
  }

  private static boolean setting(List<String> words) {
    return (words.size() == 1 && words.getFirst().equals("metric"))
        || words.size() > 1
            && (FIRST_OF_SETTING.contains(words.getFirst())
                || (words.contains("grad")
                    && Set.of("max", "min", "clip").contains(words.getFirst())));
  }
}
