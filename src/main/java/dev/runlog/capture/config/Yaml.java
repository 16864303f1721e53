package dev.runlog.capture.config;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// YAML as PyYAML reads it, as a tree of plain values. Nothing is ever constructed: a value under
/// a tag like `!!python/tuple` is the plain value below the tag.
final class Yaml {
  private static final int MOST_NODES = 500_000;
  private static final int DEEPEST = 100;

  private int nodes;

  private Yaml() {}

  /// Reads all documents; of several mappings, later values win. Throws [IOException] saying
  /// where the text is not YAML.
  static @Nullable Object read(String text) throws IOException {
    var settings =
        LoadSettings.builder()
            .setCodePointLimit(Integer.MAX_VALUE)
            .setMaxAliasesForCollections(Integer.MAX_VALUE)
            .setAllowDuplicateKeys(true)
            .build();
    var reader = new Yaml();
    var documents = new ArrayList<@Nullable Object>();
    try {
      for (var document : new Compose(settings).composeAllFromString(text)) {
        documents.add(reader.value(document, 0));
      }
    } catch (MarkedYamlEngineException e) {
      throw new IOException(at(e.getProblemMark().orElse(null)) + e.getProblem(), e);
    } catch (YamlEngineException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    } catch (StackOverflowError e) {
      throw new IOException("nested too deeply", e);
    }
    return merged(documents);
  }

  private static @Nullable Object merged(List<@Nullable Object> documents) {
    documents.removeIf(document -> document == null);
    if (documents.size() < 2) {
      return documents.isEmpty() ? null : documents.getFirst();
    }
    var all = new LinkedHashMap<String, @Nullable Object>();
    for (var document : documents) {
      if (!(document instanceof Map<?, ?> map)) {
        return documents;
      }
      map.forEach((key, value) -> all.put(String.valueOf(key), value));
    }
    return all;
  }

  private @Nullable Object value(Node node, int depth) throws IOException {
    if (depth > DEEPEST || ++nodes > MOST_NODES) {
      var why =
          depth > DEEPEST ? "nested deeper than " + DEEPEST : "more values than " + MOST_NODES;
      throw new IOException(at(node.getStartMark().orElse(null)) + why);
    }
    return switch (node) {
      case ScalarNode scalar -> scalar(scalar);
      case SequenceNode sequence -> {
        var list = new ArrayList<@Nullable Object>();
        for (var item : sequence.getValue()) {
          list.add(value(item, depth + 1));
        }
        yield list;
      }
      case MappingNode mapping -> mapping(mapping, depth);
      default -> null;
    };
  }

  private static @Nullable Object scalar(ScalarNode node) {
    var text = node.getValue();
    var tag = node.getTag();
    boolean standard = tag.getValue().startsWith(Tag.PREFIX) && !tag.equals(Tag.BINARY);
    if (!node.isPlain() || !standard) {
      return text;
    }
    var value = Scalars.yaml(text);
    // the reader itself resolves these, so a string here was asked for by `!!str`
    boolean asked = tag.equals(Tag.STR) && value instanceof Long && text.equals(value.toString());
    return asked ? text : value;
  }

  private Map<String, @Nullable Object> mapping(MappingNode node, int depth) throws IOException {
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (var entry : node.getValue()) {
      if (isMerge(entry)) {
        merge(value(entry.getValueNode(), depth + 1), map);
      }
    }
    for (var entry : node.getValue()) {
      if (!isMerge(entry)) {
        map.put(key(entry.getKeyNode(), depth), value(entry.getValueNode(), depth + 1));
      }
    }
    return map;
  }

  /// A key as it is written; `on:` stays `on`.
  private String key(Node node, int depth) throws IOException {
    return node instanceof ScalarNode scalar
        ? scalar.getValue()
        : String.valueOf(value(node, depth + 1));
  }

  private static boolean isMerge(NodeTuple entry) {
    return entry.getKeyNode() instanceof ScalarNode key
        && key.isPlain()
        && key.getValue().equals("<<");
  }

  /// `<<: *base` or `<<: [*a, *b]`, where the first of several wins.
  private static void merge(@Nullable Object source, Map<String, @Nullable Object> into) {
    switch (source) {
      case Map<?, ?> map ->
          map.forEach((key, value) -> into.putIfAbsent(String.valueOf(key), value));
      case List<?> list -> list.forEach(item -> merge(item, into));
      case null, default -> {}
    }
  }

  private static String at(@Nullable Mark mark) {
    return mark == null
        ? ""
        : "line " + (mark.getLine() + 1) + " column " + (mark.getColumn() + 1) + ": ";
  }
}
