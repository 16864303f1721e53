package dev.runlog.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The seeds that the program itself set, as observed; null where it set none. `seeded` is false
/// where a Python program was observed that set none at all, and null where that is not known.
public record Random(
    @Nullable Boolean seeded,
    @Nullable Object seed,
    @Nullable Object pythonSeed,
    @Nullable Object numpySeed,
    @Nullable Object torchSeed,
    @Nullable Object tensorflowSeed,
    @Nullable Object jaxSeed,
    @Nullable Object hashSeed,
    List<SeedCall> calls,
    Map<String, @Nullable Object> deterministic) {

  /// One observed call that set a seed: `library` random, numpy, torch ...; `site` is file:line
  /// of the caller.
  public record SeedCall(
      String library,
      String function,
      @Nullable Object value,
      @Nullable String site,
      @Nullable Long pid) {}
}
