package dev.runlog.capture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One NVIDIA GPU; null for what the driver would not tell.
record NvidiaCard(
    @Nullable String name,
    @Nullable String uuid,
    @Nullable Long memoryBytes,
    @Nullable String driver) {

  /// As it stands under `environment.gpus`.
  Map<String, @Nullable Object> tree() {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("name", name);
    tree.put("uuid", uuid);
    tree.put("memory_bytes", memoryBytes);
    return tree;
  }

  /// The distinct names; null for no card.
  static @Nullable String title(List<NvidiaCard> cards) {
    var names = new TreeSet<String>();
    for (var card : cards) {
      if (card.name() != null) {
        names.add(card.name());
      }
    }
    return names.isEmpty() ? null : String.join(", ", names);
  }
}
