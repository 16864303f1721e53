package dev.runlog.json;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/// YAML as people write it: block style, keys in their order.
public final class Yaml {
  private Yaml() {}

  /// The text of a tree as [Json] reads it.
  public static String text(Map<String, @Nullable Object> tree) {
    var settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
    return new Dump(settings).dumpToString(tree);
  }
}
