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
    return programs.ownSeeds().isEmpty();
  }

  Random section(@Nullable Object hashSeed, Map<String, @Nullable Object> deterministic) {
    var calls = programs.ownSeeds();
    return new Random(
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

  private static @Nullable Object last(List<SeedCall> calls, String library) {
    return calls.reversed().stream()
        .filter(call -> call.library().equals(library))
        .findFirst()
        .map(SeedCall::value)
        .orElse(null);
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
