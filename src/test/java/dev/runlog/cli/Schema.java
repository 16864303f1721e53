package dev.runlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The published schema of run.json, applied to every record that the tests see.
final class Schema {
  private static final JsonSchema SCHEMA = load();

  private Schema() {}

  static void check(String json) {
    assertThat(SCHEMA.validate(json, InputFormat.JSON)).as(json).isEmpty();
  }

  private static JsonSchema load() {
    try {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(Files.readString(Path.of("src/main/resources/run.schema.json")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
