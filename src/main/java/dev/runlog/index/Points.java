package dev.runlog.index;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The points of a metrics.jsonl, one after the other, in bounded memory.
public final class Points implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();

  private final JsonParser in;
  private String name = "";
  private double value;
  private @Nullable Long step;

  public Points(Path file) throws IOException {
    in = JSON.createParser(file.toFile());
  }

  /// Goes to the next point; false at the end, and where the file is torn.
  public boolean next() throws IOException {
    name = "";
    value = Double.NaN;
    step = null;
    try {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      for (var field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
        var token = in.nextToken();
        switch (field) {
          case "name" -> name = in.getText();
          case "value" -> value = token.isNumeric() ? in.getDoubleValue() : Double.NaN;
          case "step" -> step = token.isNumeric() ? (Long) in.getLongValue() : null;
          default -> in.skipChildren();
        }
      }
      return true;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return false;
    }
  }

  public String name() {
    return name;
  }

  /// NaN where it is no finite number.
  public double value() {
    return value;
  }

  public @Nullable Long step() {
    return step;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
