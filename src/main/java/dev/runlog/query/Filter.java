package dev.runlog.query;

import dev.runlog.model.Nearest;
import dev.runlog.model.Problem;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// An expression over a run's record: `val_acc > 0.9 and config.lr <= 1e-3 and not git.dirty`.
/// docs/reference/filters.md has the language. A comparison with a value that a run does not have
/// is false.
public final class Filter {
  private static final Map<String, String> ALIASES =
      Map.of(
          "id", "run_id",
          "argv", "command",
          "branch", "git.branch",
          "commit", "git.commit",
          "dirty", "git.dirty",
          "timestamp.start", "start",
          "timestamp.end", "end",
          "duration_seconds", "duration");
  private static final int SHOWN = 4;

  private final String text;
  private final Test test;

  private Filter(String text, Test test) {
    this.text = text;
    this.test = test;
  }

  /// Reads a filter; dates are relative to the clock, in its zone.
  public static Filter parse(String text, Clock clock) {
    return new Filter(text, FilterParser.parse(text, ZonedDateTime.now(clock)));
  }

  /// The filter with all names in full; a name that fits none or several keys is a [Problem].
  public Filter resolved(Collection<String> keys) {
    return new Filter(text, resolved(test, keys));
  }

  private Test resolved(Test of, Collection<String> keys) {
    return switch (of) {
      case Test.All all -> new Test.All(all.of().stream().map(t -> resolved(t, keys)).toList());
      case Test.Any any -> new Test.Any(any.of().stream().map(t -> resolved(t, keys)).toList());
      case Test.Not not -> new Test.Not(resolved(not.of(), keys));
      case Test.Compare c -> new Test.Compare(full(c.key(), keys), c.operator(), c.value());
      case Test.In in -> new Test.In(full(in.key(), keys), in.values());
      case Test.Has has -> new Test.Has(full(has.key(), keys));
      case Test.IsTrue is -> new Test.IsTrue(full(is.key(), keys));
    };
  }

  private Test.Key full(Test.Key key, Collection<String> keys) {
    var fits = fitting(key.name(), keys);
    if (fits.size() != 1) {
      throw FilterParser.wrong(text, key.at(), why(key.name(), fits, keys));
    }
    return new Test.Key(fits.getFirst(), key.at());
  }

  /// The full key that a name stands for; none or several are a [Problem].
  public static String key(String name, Collection<String> keys) {
    var fits = fitting(name, keys);
    if (fits.size() != 1) {
      throw Problem.usage(why(name, fits, keys));
    }
    return fits.getFirst();
  }

  private static String why(String name, List<String> fits, Collection<String> keys) {
    if (fits.isEmpty()) {
      return "no run has '" + name + "'" + Nearest.hint(name, nearby(name, keys));
    }
    var some = String.join(", ", fits.subList(0, Math.min(SHOWN, fits.size())));
    return "'" + name + "' may be " + some + (fits.size() > SHOWN ? ", ..." : "");
  }

  /// Keys in full and without their section, for a hint.
  private static Collection<String> nearby(String name, Collection<String> keys) {
    var all = new TreeSet<>(keys);
    if (name.indexOf('.') < 0) {
      keys.forEach(key -> all.add(key.substring(key.lastIndexOf('.') + 1)));
    }
    return all;
  }

  /// The keys that a name may stand for: itself, then a metric or a parameter of this name, then
  /// any whose last part it is.
  private static List<String> fitting(String name, Collection<String> keys) {
    var alias = ALIASES.getOrDefault(name, name);
    if (keys.contains(alias)) {
      return List.of(alias);
    }
    var fits = new ArrayList<String>();
    for (var section : List.of("metrics.", "config.")) {
      if (keys.contains(section + name)) {
        fits.add(section + name);
      }
    }
    if (fits.isEmpty()) {
      keys.stream().filter(key -> key.endsWith("." + name)).sorted().forEach(fits::add);
    }
    return fits;
  }

  /// Whether a run fits; names must be in full.
  public boolean test(Values run) {
    return test(test, run);
  }

  private static boolean test(Test test, Values run) {
    return switch (test) {
      case Test.All all -> all.of().stream().allMatch(one -> test(one, run));
      case Test.Any any -> any.of().stream().anyMatch(one -> test(one, run));
      case Test.Not not -> !test(not.of(), run);
      case Test.Compare c ->
          run.has(c.key().name()) && c.value().holds(c.operator(), run.of(c.key().name()));
      case Test.In in ->
          run.has(in.key().name())
              && in.values().stream()
                  .anyMatch(value -> value.holds(Test.Operator.EQUAL, run.of(in.key().name())));
      case Test.Has has -> run.has(has.key().name());
      case Test.IsTrue is -> Boolean.TRUE.equals(run.of(is.key().name()));
    };
  }
}
