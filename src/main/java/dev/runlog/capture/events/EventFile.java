package dev.runlog.capture.events;

import dev.runlog.json.Json;
import dev.runlog.redact.Redactor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// One event file, read on from where the last look ended. A line without its end is left for the
/// next look; what was said beside metrics is remembered.
final class EventFile {
  private static final int CHUNK = 1 << 16;
  private static final int LONGEST = 1 << 20;
  private static final int MOST_KEPT = 10_000;

  private final Path file;
  private final Said said;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final List<String> kept = new ArrayList<>();
  private boolean tooLong;
  private long offset;

  EventFile(Path file, Said said) {
    this.file = file;
    this.said = said;
  }

  void read() throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    long size = Files.size(file);
    if (size < offset) {
      said.refused("the file was written anew; lines have to be appended (>>)", "");
      offset = 0;
      line.reset();
    }
    if (size > offset && !said.isFull()) {
      readOn();
    }
  }

  private void readOn() throws IOException {
    var chunk = ByteBuffer.allocate(CHUNK);
    try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
      while (!said.isFull() && in.read(chunk.clear(), offset) > 0) {
        offset += chunk.position();
        said.bytes(chunk.position());
        take(chunk.flip());
      }
    }
  }

  private void take(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte b = bytes.get();
      if (b == '\n') {
        accept();
      } else if (line.size() < LONGEST) {
        line.write(b);
      } else {
        tooLong = true;
      }
    }
  }

  private void accept() {
    var text = line.toString(StandardCharsets.UTF_8).strip();
    line.reset();
    if (tooLong) {
      tooLong = false;
      said.refused("longer than 1 MiB", text);
    } else if (!text.isEmpty() && !said.accept(text) && kept.size() < MOST_KEPT) {
      kept.add(text);
    }
  }

  /// Nothing more will come: a last line may lack its end.
  void end() {
    if (line.size() > 0) {
      accept();
    }
  }

  /// Leaves what was said beside metrics, masked; deletes a file of metrics only.
  void tidy(Redactor redactor) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (kept.isEmpty()) {
      Files.delete(file);
      return;
    }
    var text = new StringBuilder();
    kept.forEach(one -> text.append(masked(one, redactor)).append('\n'));
    var temporary = file.resolveSibling("." + file.getFileName());
    Files.writeString(temporary, text);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String masked(String line, Redactor redactor) {
    try {
      return Json.line(redactor.tree(Json.read(line)));
    } catch (IOException e) {
      return redactor.text(line.length() > 1000 ? line.substring(0, 1000) + "..." : line);
    }
  }
}
