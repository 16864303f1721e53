package dev.runlog.index;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The values of one key for the runs of one block. Written form: kinds, one byte a run, or one
/// for all where they are the same; the numbers; the dictionary of texts; which text each run has.
final class Chunk {
  static final byte MISSING = 0;
  static final byte NULL = 1;
  static final byte FALSE = 2;
  static final byte TRUE = 3;
  static final byte NUMBER = 4;
  static final byte TEXT = 5;
  static final byte LIST = 6;

  private byte[] kinds;
  private double[] numbers = {};
  private int[] texts = {};
  private final List<String> dictionary = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();

  Chunk(int runs) {
    kinds = new byte[runs];
  }

  int runs() {
    return kinds.length;
  }

  byte kind(int run) {
    return run < kinds.length ? kinds[run] : MISSING;
  }

  double number(int run) {
    return numbers[run];
  }

  String text(int run) {
    return dictionary.get(texts[run]);
  }

  void put(int run, byte kind) {
    grow(run);
    kinds[run] = kind;
  }

  void put(int run, double number) {
    put(run, NUMBER);
    if (numbers.length < kinds.length) {
      numbers = Arrays.copyOf(numbers, kinds.length);
    }
    numbers[run] = number;
  }

  void put(int run, byte kind, String text) {
    put(run, kind);
    if (texts.length < kinds.length) {
      texts = Arrays.copyOf(texts, kinds.length);
    }
    var place = places.get(text);
    if (place == null) {
      place = dictionary.size();
      places.put(text, place);
      dictionary.add(text);
    }
    texts[run] = place;
  }

  private void grow(int run) {
    if (run >= kinds.length) {
      kinds = Arrays.copyOf(kinds, Math.max(run + 1, kinds.length * 2));
    }
  }

  /// Takes over the value that another chunk has for a run.
  void put(int run, Chunk other, int from) {
    byte kind = other.kind(from);
    switch (kind) {
      case MISSING -> {}
      case NUMBER -> put(run, other.number(from));
      case TEXT, LIST -> put(run, kind, other.text(from));
      default -> put(run, kind);
    }
  }

  /// The written form for this many runs.
  byte[] bytes(int runs) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      kinds = Arrays.copyOf(kinds, runs);
      boolean same = isOneKind();
      out.writeInt(same ? -runs : runs);
      out.write(kinds, 0, same ? Math.min(1, runs) : runs);
      writeNumbers(out);
      writeTexts(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private boolean isOneKind() {
    for (var kind : kinds) {
      if (kind != kinds[0]) {
        return false;
      }
    }
    return true;
  }

  private void writeNumbers(DataOutputStream out) throws IOException {
    var buffer = ByteBuffer.allocate(8 * kinds.length);
    for (int run = 0; run < kinds.length; run++) {
      if (kinds[run] == NUMBER) {
        buffer.putDouble(numbers[run]);
      }
    }
    out.write(buffer.array(), 0, buffer.position());
  }

  private void writeTexts(DataOutputStream out) throws IOException {
    out.writeInt(dictionary.size());
    for (var text : dictionary) {
      var utf8 = text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(utf8.length);
      out.write(utf8);
    }
    for (int run = 0; run < kinds.length && !dictionary.isEmpty(); run++) {
      if (kinds[run] >= TEXT) {
        if (dictionary.size() < 1 << 8) {
          out.writeByte(texts[run]);
        } else {
          out.writeInt(texts[run]);
        }
      }
    }
  }

  static Chunk of(byte[] bytes) {
    var in = ByteBuffer.wrap(bytes);
    int runs = in.getInt();
    var chunk = new Chunk(Math.abs(runs));
    if (runs < 0) {
      Arrays.fill(chunk.kinds, in.get());
    } else {
      in.get(chunk.kinds);
    }
    chunk.readNumbers(in);
    chunk.readTexts(in, bytes);
    return chunk;
  }

  private void readNumbers(ByteBuffer in) {
    for (int run = 0; run < kinds.length; run++) {
      if (kinds[run] == NUMBER) {
        if (numbers.length == 0) {
          numbers = new double[kinds.length];
        }
        numbers[run] = in.getDouble();
      }
    }
  }

  private void readTexts(ByteBuffer in, byte[] bytes) {
    int size = in.getInt();
    if (size == 0) {
      return;
    }
    for (int i = 0; i < size; i++) {
      int length = in.getInt();
      dictionary.add(new String(bytes, in.position(), length, StandardCharsets.UTF_8));
      in.position(in.position() + length);
    }
    texts = new int[kinds.length];
    for (int run = 0; run < kinds.length; run++) {
      if (kinds[run] >= TEXT) {
        texts[run] = size < 1 << 8 ? in.get() & 0xff : in.getInt();
      }
    }
  }

  /// Names the runs whose text fits; each text is tried once.
  void matching(Predicate<String> wanted, IntConsumer runs) {
    var fits = new BitSet();
    for (int i = 0; i < dictionary.size(); i++) {
      fits.set(i, wanted.test(dictionary.get(i)));
    }
    for (int run = 0; run < kinds.length && !fits.isEmpty(); run++) {
      if (kinds[run] >= TEXT && fits.get(texts[run])) {
        runs.accept(run);
      }
    }
  }

  /// Boolean, Double, String, a list of texts, or null.
  @Nullable Object value(int run) {
    return switch (kind(run)) {
      case FALSE -> false;
      case TRUE -> true;
      case NUMBER -> number(run);
      case TEXT -> text(run);
      case LIST -> text(run).isEmpty() ? List.of() : List.of(text(run).split("\n", -1));
      default -> null;
    };
  }
}
