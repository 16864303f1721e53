package dev.runlog.json;

import com.electronwill.nightconfig.core.CommentedConfig;
import com.electronwill.nightconfig.core.NullObject;
import com.electronwill.nightconfig.core.UnmodifiableConfig;
import com.electronwill.nightconfig.core.io.ParsingException;
import com.electronwill.nightconfig.core.io.ParsingMode;
import com.electronwill.nightconfig.toml.TomlFormat;
import com.electronwill.nightconfig.toml.TomlParser;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// TOML as a tree of the same plain values as [Json]; dates and times are strings.
public final class Toml {
  private Toml() {}

  /// Reads a document; throws [IOException] saying where the text is not TOML.
  public static Map<String, @Nullable Object> read(String text) throws IOException {
    var config = CommentedConfig.of(LinkedHashMap::new, TomlFormat.instance());
    try {
      new TomlParser().parse(new StringReader(text), config, ParsingMode.REPLACE);
      return table(config);
    } catch (ParsingException e) {
      throw new IOException(e.getMessage(), e);
    } catch (StackOverflowError e) {
      throw new IOException("nested too deeply", e);
    } catch (RuntimeException e) {
      // what the library throws for damaged input beside its own exception
      throw new IOException("not TOML: " + e, e);
    }
  }

  private static Map<String, @Nullable Object> table(UnmodifiableConfig config) {
    var table = new LinkedHashMap<String, @Nullable Object>();
    for (var entry : config.entrySet()) {
      table.put(entry.getKey(), plain(entry.getRawValue()));
    }
    return table;
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case UnmodifiableConfig config -> table(config);
      case List<?> list -> {
        var items = new ArrayList<@Nullable Object>(list.size());
        list.forEach(item -> items.add(plain(item)));
        yield items;
      }
      case Integer number -> number.longValue();
      case Float number -> number.doubleValue();
      case Boolean flag -> flag;
      case Number number -> number;
      case null -> null;
      case NullObject none -> null;
      default -> value.toString();
    };
  }
}
