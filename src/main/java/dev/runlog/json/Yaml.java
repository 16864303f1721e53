package dev.runlog.json;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// YAML as people write it: block style, keys in their order.
public final class Yaml {
  private Yaml() {}

  /// The text of a tree as [Json] reads it.
  public static String text(Map<String, @Nullable Object> tree) {
    var settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
    return new Dump(settings).dumpToString(tree);
  }

  /// Reads what [#text] wrote; throws [IOException] where the text is no mapping.
  public static Map<String, @Nullable Object> read(String text) throws IOException {
    Object tree;
    try {
      var settings =
          LoadSettings.builder()
              .setCodePointLimit(Integer.MAX_VALUE)
              .setMaxAliasesForCollections(Integer.MAX_VALUE)
              .build();
      tree = new Load(settings).loadFromString(text);
    } catch (YamlEngineException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (tree instanceof Map<?, ?> map) {
      var read = new LinkedHashMap<String, @Nullable Object>();
      map.forEach((key, value) -> read.put(String.valueOf(key), plain(value)));
      return read;
    }
    throw new IOException("no mapping");
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Integer number) {
      return number.longValue();
    }
    if (value instanceof Map<?, ?> map) {
      var read = new LinkedHashMap<String, @Nullable Object>();
      map.forEach((key, item) -> read.put(String.valueOf(key), plain(item)));
      return read;
    }
    if (value instanceof List<?> list) {
      var read = new ArrayList<@Nullable Object>();
      list.forEach(item -> read.add(plain(item)));
      return read;
    }
    return value;
  }
}
