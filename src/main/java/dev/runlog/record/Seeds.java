package dev.runlog.record;

import dev.runlog.model.Random;
import dev.runlog.model.Random.SeedCall;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Folds observed calls that set seeds into `random`.
final class Seeds {
  private final Programs programs;

  Seeds(Programs programs) {
    this.programs = programs;
  }

  boolean isEmpty() {
    return !programs.anySeeds();
  }

  /// The section of the record; `observed` tells whether a program was seen from inside.
  Random section(
      boolean observed, @Nullable Object hashSeed, Map<String, @Nullable Object> deterministic) {
    var calls = programs.ownSeeds();
    return new Random(
        isEmpty() && !observed ? null : (Boolean) !isEmpty(),
        common(calls),
        last(calls, "random"),
        last(calls, "numpy"),
        last(calls, "torch"),
        last(calls, "tensorflow"),
        last(calls, "jax"),
        hashSeed,
        List.copyOf(calls),
        deterministic);
  }

  /// What the library was given last, its generators (`numpy.Generator`) only where it was given
  /// nothing itself.
  private static @Nullable Object last(List<SeedCall> calls, String library) {
    var own = calls.stream().filter(call -> call.library().equals(library)).toList();
    var parts = calls.stream().filter(call -> call.library().startsWith(library + ".")).toList();
    return (own.isEmpty() ? parts : own)
        .reversed().stream().findFirst().map(SeedCall::value).orElse(null);
  }

  /// The run's seed: the one value that all libraries were given last, else the first that was
  /// set.
  private static @Nullable Object common(List<SeedCall> calls) {
    var values =
        calls.stream()
            .map(SeedCall::library)
            .distinct()
            .map(library -> last(calls, library))
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    if (values.size() == 1) {
      return values.getFirst();
    }
    return calls.stream().map(SeedCall::value).filter(Objects::nonNull).findFirst().orElse(null);
  }
}
