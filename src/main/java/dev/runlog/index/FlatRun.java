package dev.runlog.index;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/// Reads one run.json as flat values into the chunks of a block.
final class FlatRun {
  /// When a run started, in seconds since the epoch: what runs are ordered by.
  static final String START_SECONDS = "@start";

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build();
  private static final int LONGEST = 2000;

  private final JsonParser in;
  private final BlockBuilder block;
  private final int run;

  private FlatRun(JsonParser in, BlockBuilder block, int run) {
    this.in = in;
    this.block = block;
    this.run = run;
  }

  /// Takes in a record; an [IOException] says why it is none.
  static void read(byte[] json, int length, Field root, BlockBuilder block, int run)
      throws IOException {
    try (var in = JSON.createParser(json, 0, length)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("it is no JSON object");
      }
      new FlatRun(in, block, run).object(root);
      if (in.nextToken() != null) {
        throw new IOException("something follows after its end");
      }
    }
    if (root.of("run_id").chunk(block).kind(run) != Chunk.TEXT) {
      throw new IOException("it has no run_id: another tool's file?");
    }
  }

  private void object(Field field) throws IOException {
    for (var name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      in.nextToken();
      value(field.of(name));
    }
  }

  private void value(Field field) throws IOException {
    if (field.isPassedOver) {
      in.skipChildren();
      return;
    }
    switch (in.currentToken()) {
      case START_OBJECT -> object(field);
      case START_ARRAY -> list(field);
      case VALUE_STRING -> text(field, in.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> field.chunk(block).put(run, in.getDoubleValue());
      case VALUE_TRUE -> field.chunk(block).put(run, Chunk.TRUE);
      case VALUE_FALSE -> field.chunk(block).put(run, Chunk.FALSE);
      default -> field.chunk(block).put(run, Chunk.NULL);
    }
  }

  private void text(Field field, String text) {
    field.chunk(block).put(run, Chunk.TEXT, cut(text));
    if (field.isStart()) {
      block.chunk(START_SECONDS).put(run, seconds(text));
    }
  }

  private static double seconds(String time) {
    try {
      return OffsetDateTime.parse(time).toInstant().toEpochMilli() / 1000.0;
    } catch (DateTimeParseException e) {
      return 0;
    }
  }

  /// The plain items of a list.
  private void list(Field field) throws IOException {
    var items = new StringBuilder();
    for (var token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
      if (token.isStructStart()) {
        in.skipChildren();
      } else if (items.length() < LONGEST) {
        items.append(items.isEmpty() ? "" : field.separator()).append(in.getText());
      }
    }
    field.chunk(block).put(run, field.isWords() ? Chunk.TEXT : Chunk.LIST, cut(items.toString()));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
