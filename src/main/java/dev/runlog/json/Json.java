package dev.runlog.json;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON as a tree of plain values: `Map` (in order), `List`, `String`, `Boolean`, `Long`,
/// `BigInteger`, `Double`, null.
public final class Json {
  private static final int MAX_DEPTH = 200;

  private Json() {}

  /// One value on one line.
  public static String line(@Nullable Object tree) {
    return text(tree, "");
  }

  /// A value over several lines, indented by two blanks.
  public static String pretty(@Nullable Object tree) {
    return text(tree, "  ") + "\n";
  }

  private static String text(@Nullable Object tree, String indent) {
    var out = new StringWriter();
    try {
      write(tree, out, indent);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  /// Writes a value; numbers that are not finite become the strings `NaN`, `Infinity` and
  /// `-Infinity`.
  public static void write(@Nullable Object tree, Writer out, String indent) throws IOException {
    var json = new JsonWriter(out);
    json.setIndent(indent);
    json.setHtmlSafe(false);
    json.setSerializeNulls(true);
    write(tree, json);
    json.flush();
  }

  // no pattern switch on the way to disk: each costs milliseconds at its first use
  private static void write(@Nullable Object tree, JsonWriter json) throws IOException {
    if (tree == null) {
      json.nullValue();
    } else if (tree instanceof Map<?, ?> map) {
      json.beginObject();
      for (var entry : map.entrySet()) {
        json.name(String.valueOf(entry.getKey()));
        write(entry.getValue(), json);
      }
      json.endObject();
    } else if (tree instanceof Iterable<?> list) {
      json.beginArray();
      for (var item : list) {
        write(item, json);
      }
      json.endArray();
    } else if (tree instanceof Boolean flag) {
      json.value(flag);
    } else if (tree instanceof Number number) {
      write(number, json);
    } else {
      json.value(tree.toString());
    }
  }

  private static void write(Number number, JsonWriter json) throws IOException {
    if (!(number instanceof Double || number instanceof Float)) {
      json.value(number);
    } else if (Double.isFinite(number.doubleValue())) {
      json.jsonValue(decimal(number.doubleValue()));
    } else {
      json.value(number.toString());
    }
  }

  /// 1.0E-4 -> 0.0001, and 1.0 stays a decimal.
  private static String decimal(double number) {
    var text = Canonical.number(number);
    return text.indexOf('.') < 0 && text.indexOf('e') < 0 ? text + ".0" : text;
  }

  /// Reads one value; throws [IOException] saying where the text is not JSON.
  public static @Nullable Object read(String text) throws IOException {
    return read(new StringReader(text));
  }

  /// Reads one value that must be all there is.
  public static @Nullable Object read(Reader text) throws IOException {
    return read(text, Strictness.STRICT);
  }

  /// Reads what people write into configuration files: NaN, Infinity and comments are allowed.
  public static @Nullable Object readLenient(String text) throws IOException {
    return read(new StringReader(text), Strictness.LENIENT);
  }

  private static @Nullable Object read(Reader text, Strictness strictness) throws IOException {
    var json = new JsonReader(text);
    json.setStrictness(strictness);
    try {
      var value = read(json, 0);
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw new IOException("more than one value at " + json.getPath());
      }
      return value;
    } catch (IllegalStateException | NumberFormatException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /// Reads one object; a value of another kind is an [IOException].
  @SuppressWarnings("unchecked")
  public static Map<String, @Nullable Object> readObject(String text) throws IOException {
    if (read(text) instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw new IOException("not a JSON object");
  }

  private static @Nullable Object read(JsonReader json, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("nested deeper than " + MAX_DEPTH + " at " + json.getPath());
    }
    return switch (json.peek()) {
      case BEGIN_OBJECT -> {
        var map = new LinkedHashMap<String, @Nullable Object>();
        json.beginObject();
        while (json.hasNext()) {
          map.put(json.nextName(), read(json, depth + 1));
        }
        json.endObject();
        yield map;
      }
      case BEGIN_ARRAY -> {
        var list = new ArrayList<@Nullable Object>();
        json.beginArray();
        while (json.hasNext()) {
          list.add(read(json, depth + 1));
        }
        json.endArray();
        yield list;
      }
      case STRING -> json.nextString();
      case NUMBER -> number(json.nextString());
      case BOOLEAN -> json.nextBoolean();
      case NULL -> {
        json.nextNull();
        yield null;
      }
      case END_DOCUMENT, NAME, END_OBJECT, END_ARRAY ->
          throw new IOException("unexpected " + json.peek() + " at " + json.getPath());
    };
  }

  private static Number number(String digits) {
    if (digits.indexOf('.') >= 0 || digits.indexOf('e') >= 0 || digits.indexOf('E') >= 0) {
      return Double.valueOf(digits);
    }
    try {
      return Long.valueOf(digits);
    } catch (NumberFormatException e) {
      return new BigInteger(digits);
    }
  }
}
