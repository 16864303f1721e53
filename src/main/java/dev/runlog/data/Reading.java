package dev.runlog.data;

import java.util.function.LongConsumer;

/// How data is read. `total` is told once how many bytes there are to read, `progress` the bytes of
/// each piece that was read, from any thread; both may end the reading by a
/// [java.util.concurrent.CancellationException].
public record Reading(
    HashCache cache, Contents known, LongConsumer total, LongConsumer progress, boolean gently) {

  /// Every file, and nobody watches.
  public static final Reading PLAIN =
      new Reading(HashCache.none(), Contents.none(), total -> {}, bytes -> {}, false);

  public Reading watchedBy(LongConsumer expected, LongConsumer read) {
    return new Reading(cache, known, expected, read, gently);
  }

  public Reading with(HashCache hashes) {
    return new Reading(hashes, known, total, progress, gently);
  }

  public Reading knowing(Contents contents) {
    return new Reading(cache, contents, total, progress, gently);
  }

  /// Beside somebody else's work, which goes before ours.
  public Reading beside() {
    return new Reading(cache, known, total, progress, true);
  }
}
