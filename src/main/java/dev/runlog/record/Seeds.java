package dev.runlog.record;

import dev.runlog.model.Random;
import dev.runlog.model.Random.SeedCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Folds observed calls that set seeds into `random`.
final class Seeds {
  private final List<SeedCall> calls = new ArrayList<>();

  void add(SeedCall call) {
    calls.add(call);
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  Random section(@Nullable Object hashSeed, Map<String, @Nullable Object> deterministic) {
    return new Random(
        common(),
        last("random"),
        last("numpy"),
        last("torch"),
        last("tensorflow"),
        last("jax"),
        hashSeed,
        List.copyOf(calls),
        deterministic);
  }

  private @Nullable Object last(String library) {
    return calls.reversed().stream()
        .filter(call -> call.library().equals(library))
        .findFirst()
        .map(SeedCall::value)
        .orElse(null);
  }

  /// The run's seed: the one value that all libraries were given last, else the first that was
  /// set.
  private @Nullable Object common() {
    var values =
        calls.stream()
            .map(SeedCall::library)
            .distinct()
            .map(this::last)
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    if (values.size() == 1) {
      return values.getFirst();
    }
    return calls.stream().map(SeedCall::value).filter(Objects::nonNull).findFirst().orElse(null);
  }
}
