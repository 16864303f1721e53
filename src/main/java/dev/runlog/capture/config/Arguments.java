package dev.runlog.capture.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The parameters that a program's arguments set, in order: `--key value`, `--key=value`, flags,
/// several values after one option, and overrides `key=value` in Hydra's forms.
final class Arguments {
  private static final int LONGEST_KEY = 200;

  private final Map<String, List<@Nullable Object>> parameters = new LinkedHashMap<>();
  private final Predicate<String> isFile;

  private Arguments(Predicate<String> isFile) {
    this.isFile = isFile;
  }

  /// `isFile` says whether a word names a file that exists, so that `data/x=1/part` is not taken
  /// for an override.
  static Map<String, @Nullable Object> read(List<String> words, Predicate<String> isFile) {
    var arguments = new Arguments(isFile);
    int i = 0;
    while (i < words.size() && !words.get(i).equals("--")) {
      i = isOption(words.get(i)) ? arguments.option(words, i) : arguments.override(words, i);
    }
    return arguments.values();
  }

  private Map<String, @Nullable Object> values() {
    var values = new LinkedHashMap<String, @Nullable Object>();
    parameters.forEach(
        (key, all) -> {
          boolean flag = all.stream().allMatch(Boolean.TRUE::equals);
          values.put(key, all.size() == 1 || flag ? all.getFirst() : all);
        });
    return values;
  }

  /// Reads the option at `i`; returns where the next word to read is.
  private int option(List<String> words, int i) {
    var word = words.get(i);
    int sign = word.indexOf('=');
    if (sign > 0) {
      put(word.substring(0, sign), value(word, sign));
      return i + 1;
    }
    var values = new ArrayList<@Nullable Object>();
    int next = i + 1;
    while (next < words.size() && isValue(words.get(next))) {
      var value = Scalars.core(words.get(next));
      if (!values.isEmpty() && isText(value) != isText(values.getFirst())) {
        // `--lr 0.1 train_dir`: the second word is an argument of its own
        put(word, values);
        return next + 1;
      }
      values.add(value);
      next++;
    }
    put(word, values.isEmpty() ? List.of(true) : values);
    return next;
  }

  /// `key=value`, `+key=value`, `++key=value`, and `~key`, which takes a key away.
  private int override(List<String> words, int i) {
    var word = words.get(i);
    if (isOverride(word)) {
      int sign = word.indexOf('=');
      put(word.substring(0, sign), value(word, sign));
    } else if (word.startsWith("~") && isKey(word.substring(1))) {
      put(word, Collections.singletonList(null));
    }
    return i + 1;
  }

  private static List<@Nullable Object> value(String word, int sign) {
    return Collections.singletonList(Scalars.core(word.substring(sign + 1)));
  }

  /// An option that comes again makes a list, an override that comes again wins.
  private void put(String option, List<? extends @Nullable Object> values) {
    var key = key(option);
    if (key.isEmpty() || key.length() > LONGEST_KEY) {
      return;
    }
    var all = parameters.computeIfAbsent(key, none -> new ArrayList<>());
    if (!option.startsWith("-")) {
      all.clear();
    }
    all.addAll(values);
  }

  static String key(String option) {
    int start = 0;
    while (start < option.length() && "-+~".indexOf(option.charAt(start)) >= 0) {
      start++;
    }
    return option.substring(start).replace('-', '_');
  }

  private boolean isValue(String word) {
    return !isOption(word) && !word.equals("--") && !isOverride(word);
  }

  private boolean isOverride(String word) {
    int sign = word.indexOf('=');
    return sign > 0
        && !word.startsWith("=", sign + 1)
        && isKey(word.substring(0, sign))
        && !isFile.test(word);
  }

  private static boolean isKey(String name) {
    int start = name.startsWith("++") ? 2 : name.startsWith("+") ? 1 : 0;
    if (start == name.length()) {
      return false;
    }
    char first = name.charAt(start);
    if (first != '_' && !Character.isUnicodeIdentifierStart(first)) {
      return false;
    }
    return name.chars()
        .skip(start)
        .allMatch(c -> Character.isUnicodeIdentifierPart(c) || "_.-/@".indexOf(c) >= 0);
  }

  static boolean isOption(String word) {
    boolean dashed = word.length() > 1 && word.charAt(0) == '-' && !word.equals("--");
    return dashed && isText(Scalars.core(word));
  }

  private static boolean isText(@Nullable Object value) {
    return value instanceof String;
  }
}
