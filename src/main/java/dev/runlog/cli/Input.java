package dev.runlog.cli;

import dev.runlog.model.World;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Standard input, read no further than it is asked for: what is left is another reader's.
final class Input {
  private final World world;
  private final InputStream in;

  Input(World world) throws IOException {
    this.world = world;
    var from = world.childStreams().in().file();
    in = from == null ? new FileInputStream(FileDescriptor.in) : new FileInputStream(from);
  }

  /// Everything up to its end.
  String all() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  /// A line without its end; null where there is none any more.
  @Nullable String line() throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return bytes.size() == 0 ? null : bytes.toString(StandardCharsets.UTF_8);
      }
      bytes.write(b);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /// Asks a question that only `y` or `yes` agrees to.
  boolean agrees(String question) throws IOException {
    world.err().print(question + " [y/N] ");
    world.err().flush();
    var answer = line();
    return answer != null && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
  }

  /// One key of a terminal, in lower case, without Enter after it; 0 at the end of the input, at
  /// Ctrl-C and Ctrl-D.
  char key() throws IOException {
    var modes = stty("-g");
    try {
      stty("-icanon", "-echo", "-isig", "min", "1", "time", "0");
      int key = in.read();
      while (key == 0x1b && in.available() > 0) {
        key = in.read(); // a key with a name: its last byte is as good as any
        key = in.available() > 0 ? 0x1b : '?';
      }
      return key <= 4 ? 0 : Character.toLowerCase((char) key);
    } finally {
      if (!modes.isEmpty()) {
        stty(modes);
      }
    }
  }

  private static String stty(String... words) throws IOException {
    var command = new java.util.ArrayList<>(List.of("stty"));
    command.addAll(List.of(words));
    var process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }
}
