package dev.runlog.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Prints a log piece by piece, in memory that does not grow with it. A carriage return takes
/// back what the line had so far, as on a terminal.
final class LogPrinter {
  private static final int BLOCK = 1 << 16;
  private static final int LONGEST = 1 << 20;

  private final Path file;
  private final Printed printed;
  private final boolean isTerminal;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long position;
  private boolean returned;
  private boolean isShown;

  /// Takes lines, or every byte.
  sealed interface Printed {
    PrintStream out();

    /// As it came.
    record Raw(PrintStream out) implements Printed {}

    /// Lines, with escape sequences or without.
    record Plain(PrintStream out, boolean escapes) implements Printed {}

    /// Lines as JSON objects.
    record Json(PrintStream out) implements Printed {}
  }

  LogPrinter(Path file, Printed printed, boolean isTerminal) {
    this.file = file;
    this.printed = printed;
    this.isTerminal = isTerminal;
  }

  /// Begins at the last `lines` lines.
  void skipAllBut(long lines) throws IOException {
    if (lines == Long.MAX_VALUE || !Files.exists(file)) {
      return;
    }
    if (lines == 0) {
      position = Files.size(file);
      return;
    }
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      position = start(in, lines);
    }
  }

  /// Where the last lines begin; the newline at the very end begins none.
  private static long start(RandomAccessFile in, long lines) throws IOException {
    long length = in.length();
    long left = lines;
    var block = new byte[BLOCK];
    for (long at = length; at > 0; ) {
      int size = (int) Math.min(BLOCK, at);
      at -= size;
      in.seek(at);
      in.readFully(block, 0, size);
      for (int i = size - 1; i >= 0; i--) {
        long after = at + i + 1;
        if (block[i] == '\n' && after < length && --left <= 0) {
          return after;
        }
      }
    }
    return 0;
  }

  /// Prints what has come since.
  void more() throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(position);
      var block = new byte[BLOCK];
      for (int read; (read = in.read(block)) > 0; ) {
        position += read;
        take(block, read);
      }
    }
    printed.out().flush();
  }

  private void take(byte[] block, int size) {
    if (printed instanceof Printed.Raw raw) {
      raw.out().write(block, 0, size);
      return;
    }
    for (int i = 0; i < size; i++) {
      byte b = block[i];
      if (b == '\n') {
        print(true);
      } else if (b == '\r') {
        returned = true;
      } else {
        if (returned) {
          line.reset();
          returned = false;
        }
        if (line.size() == LONGEST) {
          print(false);
        }
        line.write(b);
      }
    }
  }

  private void print(boolean ends) {
    var text = line.toByteArray();
    line.reset();
    returned = false;
    var out = printed.out();
    if (isShown && isTerminal) {
      out.print("\r\u001b[K");
    }
    isShown = false;
    if (printed instanceof Printed.Json) {
      var plain = withoutEscapes(new String(text, StandardCharsets.UTF_8));
      out.print(dev.runlog.json.Json.line(Map.of("text", plain)) + "\n");
      return;
    }
    if (printed instanceof Printed.Plain plain && !plain.escapes() && has(text, (byte) 0x1b)) {
      text =
          withoutEscapes(new String(text, StandardCharsets.ISO_8859_1))
              .getBytes(StandardCharsets.ISO_8859_1);
    }
    out.write(text, 0, text.length);
    if (ends) {
      out.write('\n');
    }
  }

  private static boolean has(byte[] text, byte wanted) {
    for (byte b : text) {
      if (b == wanted) {
        return true;
      }
    }
    return false;
  }

  /// On a terminal, shows the line that is being drawn.
  void pause() {
    if (isTerminal && line.size() > 0 && printed instanceof Printed.Plain) {
      printed.out().print("\r\u001b[K");
      printed.out().write(line.toByteArray(), 0, line.size());
      printed.out().flush();
      isShown = true;
    }
  }

  /// The last line may have no end.
  void end() {
    if (line.size() > 0) {
      print(true);
    }
    printed.out().flush();
  }

  /// Text without control sequences (`ESC [ ... letter`, `ESC ] ... BEL`) and single escapes.
  static String withoutEscapes(String text) {
    if (text.indexOf('\u001b') < 0) {
      return text;
    }
    var out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '\u001b') {
        out.append(text.charAt(i));
      } else {
        i = endOfEscape(text, i);
      }
    }
    return out.toString();
  }

  private static int endOfEscape(String text, int escape) {
    int i = escape + 1;
    if (i >= text.length()) {
      return i;
    }
    char kind = text.charAt(i);
    if (kind == '[') {
      i++;
      while (i < text.length() && (text.charAt(i) < '@' || text.charAt(i) > '~')) {
        i++;
      }
    } else if (kind == ']') {
      while (i < text.length() && text.charAt(i) != '\u0007') {
        i++;
      }
    }
    return i;
  }
}
