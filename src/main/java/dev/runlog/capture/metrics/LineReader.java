package dev.runlog.capture.metrics;

import dev.runlog.capture.metrics.Lexicon.Kind;
import dev.runlog.capture.metrics.Reading.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads one line that stands by itself, and judges whether its numbers are metrics.
final class LineReader {
  private LineReader() {}

  /// `line` is without colours and log prefixes.
  static Reading read(String line, Keys keys) {
    line = withoutSettings(line);
    int brace = Dictionary.start(line);
    var entries = brace < 0 ? null : Dictionary.read(line, brace);
    if (entries != null) {
      return dictionary(line.substring(0, brace), entries);
    }
    var counters = Counters.in(line);
    var pairs = new ArrayList<Pair>();
    if (!counters.spoken() && switches(line)) {
      return new Reading(counters, pairs, Trust.NONE, false);
    }
    darknet(line, pairs);
    if (!coco(line, pairs)) {
      pairs.addAll(Pairs.in(counters, split(counters.text()), keys));
    }
    if (pairs.isEmpty()) {
      return new Reading(counters, pairs, Trust.NONE, false);
    }
    var bar = bar(line);
    boolean boosting = line.contains("learn:");
    return judged(counters, admitted(pairs, counters.spoken() || bar, boosting), bar);
  }

  /// `... and parameters: {'lr': 0.1}. Best is ...`: what stands in such braces are settings.
  private static String withoutSettings(String line) {
    int open = line.indexOf("param");
    open = open < 0 ? -1 : line.indexOf(": {", open);
    int close = open < 0 ? -1 : line.indexOf('}', open);
    return close < 0 || close == line.length() - 1
        ? line
        : line.substring(0, open) + line.substring(close + 1);
  }

  private static Reading dictionary(String before, List<Dictionary.Entry> entries) {
    var counters = Counters.none("");
    var pairs = new ArrayList<Pair>();
    for (var entry : entries) {
      if (Counters.wordKind(entry.key()) != null) {
        counters = entry.exact() ? counters : counters.with(entry.key(), (long) entry.value());
      } else {
        var name = Name.of(entry.key());
        if (!name.isEmpty()) {
          pairs.add(Pair.of(name, entry.value(), entry.exact(), false));
        }
      }
    }
    if (before.contains("params") || before.contains("parameters") || before.contains("onfig")) {
      return new Reading(counters, List.of(), Trust.NONE, false);
    }
    long speaking = pairs.stream().filter(LineReader::speaks).count();
    boolean scores = !pairs.isEmpty() && 2 * speaking >= pairs.size();
    return judged(counters, admitted(pairs, counters.spoken() || scores, false), false);
  }

  private static boolean speaks(Pair pair) {
    return pair.kind() == Kind.METRIC || pair.kind() == Kind.WEAK;
  }

  /// `amp=True, box=7.5, cos_lr=False, conf=None`: options, written out.
  private static boolean switches(String line) {
    int count = 0;
    for (var value : List.of("True", "False", "None", "'", "true", "false", "null")) {
      for (int i = line.indexOf("=" + value); i >= 0; i = line.indexOf("=" + value, i + 1)) {
        count++;
      }
    }
    return count >= 2;
  }

  /// The pairs that may be metrics. Keys that say nothing need a line that says where it stands.
  private static List<Pair> admitted(List<Pair> pairs, boolean placed, boolean boosting) {
    long speaking = pairs.stream().filter(LineReader::speaks).count();
    long settings = pairs.stream().filter(p -> p.kind() == Kind.SETTING).count();
    if (!placed && settings >= 2 && settings > speaking) {
      return List.of(); // a configuration, written out
    }
    boolean company = speaking > 0;
    return pairs.stream()
        .filter(
            p ->
                switch (p.kind()) {
                  case METRIC, WEAK -> true;
                  case SCHEDULE -> company;
                  case UNKNOWN -> placed && !p.bare() && (p.exact() || company) && plain(p.name());
                  case SPLIT ->
                      boosting
                          || (placed && company && p.exact() && Lexicon.SPLITS.contains(p.name()));
                  case SETTING, COST -> false;
                })
        .toList();
  }

  private static boolean plain(String name) {
    return name.chars().allMatch(c -> Character.isLetterOrDigit(c) || "_/.@()".indexOf(c) >= 0)
        && name.chars().filter(c -> c == '_').count() < 6
        && !name.contains(".py")
        && !name.equals("v_num");
  }

  private static Reading judged(Counters counters, List<Pair> pairs, boolean bar) {
    boolean placed = !counters.none() || bar;
    boolean metric = pairs.stream().anyMatch(p -> p.kind() == Kind.METRIC);
    boolean exactMetric = pairs.stream().anyMatch(p -> p.kind() == Kind.METRIC && p.exact());
    boolean weak = pairs.stream().anyMatch(p -> p.kind() == Kind.WEAK);
    boolean spelled = pairs.stream().anyMatch(p -> p.kind() == Kind.WEAK && p.exact() && !p.bare());
    Trust trust;
    if (exactMetric || (placed && (metric || weak))) {
      trust = Trust.SURE;
    } else if (metric || spelled) {
      trust = Trust.LATE;
    } else {
      boolean any = pairs.stream().anyMatch(p -> p.kind() != Kind.SCHEDULE);
      trust = any && placed ? Trust.RECURRING : Trust.NONE;
    }
    return new Reading(counters, trust == Trust.NONE ? List.of() : pairs, trust, bar);
  }

  private static boolean bar(String line) {
    return line.contains("it/s")
        || line.contains("s/it")
        || line.contains("%|")
        || line.contains("━━")
        || line.contains("[====")
        || line.contains("=>..")
        || line.contains("[....");
  }

  /// `1: 800.123, 800.123 avg loss, ...`: the number stands before its name.
  private static void darknet(String line, List<Pair> pairs) {
    int at = line.indexOf(" avg loss,");
    int from = at <= 0 ? -1 : line.lastIndexOf(' ', at - 1);
    var number = from < 0 ? null : Numeral.at(line, from + 1);
    if (number != null && number.end() <= at) {
      pairs.add(Pair.of("loss", number.value(), number.fraction(), false));
    }
  }

  /// `Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.421`; what is
  /// not the usual is part of the name.
  private static boolean coco(String line, List<Pair> pairs) {
    int open = line.indexOf(" @[ IoU=");
    int close = open < 0 ? -1 : line.indexOf("] = ", open);
    var number = close < 0 ? null : Numeral.at(line, close + 4);
    if (number == null) {
      return false;
    }
    var head = line.substring(0, open);
    var name = new StringBuilder(head.contains("Recall") ? "average_recall" : "average_precision");
    for (var setting : line.substring(open + 3, close).split("\\|", -1)) {
      int equals = setting.indexOf('=');
      var value = setting.substring(equals + 1).trim();
      switch (setting.substring(0, Math.max(0, equals)).trim()) {
        case "IoU" -> name.append(value.equals("0.50:0.95") ? "" : "_iou_" + value);
        case "area" -> name.append(value.equals("all") ? "" : "_" + value);
        default -> name.append(value.equals("100") ? "" : "_maxdets_" + value);
      }
    }
    pairs.add(new Pair(name.toString(), number.value(), true, false, Kind.METRIC));
    return true;
  }

  /// The split that a line is about as a whole: `Test set: ...`, `Train Epoch: 4 ...`, `[val] ...`.
  static @Nullable String split(String text) {
    int named = text.indexOf("split ");
    var told = named < 0 || named > 20 ? "" : word(text, named + "split ".length());
    return Lexicon.SPLITS.contains(told) ? told : leadingSplit(text);
  }

  private static String word(String text, int from) {
    int end = from;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    return text.substring(from, end).toLowerCase(Locale.ROOT);
  }

  private static @Nullable String leadingSplit(String text) {
    int from = 0;
    while (from < text.length() && "|*[-#>= \t".indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    int counted = from;
    while (counted < text.length() && text.charAt(counted) == Counters.MARK) {
      counted++;
    }
    from = counted > from && text.startsWith(":", counted) ? counted + 1 : from;
    var word = word(text, from);
    int end = from + word.length();
    if (!Lexicon.SPLITS.contains(word)) {
      return null;
    }
    int i = end;
    while (i < text.length() && i - end < 30) {
      char c = text.charAt(i);
      if (c == ':' || c == ']' || c == '|' || c == Counters.MARK || (c == '-' && i > end)) {
        var between = Lexicon.split(text.substring(end, i));
        return between.stream().noneMatch(Lexicon::metric) ? word : null;
      }
      if (!Character.isLetterOrDigit(c) && " #".indexOf(c) < 0) {
        return null;
      }
      i++;
    }
    return null;
  }
}
