package dev.runlog.capture.python;

import dev.runlog.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/// The event files of a run, read on from where the last look ended. A line without its end is
/// left for the next look.
final class EventFiles {
  private final Path folder;
  private final Processes processes;
  private final Map<Path, Reader> readers = new LinkedHashMap<>();

  EventFiles(Path folder, Processes processes) {
    this.folder = folder;
    this.processes = processes;
  }

  boolean isEmpty() {
    return readers.isEmpty();
  }

  private static boolean isEvents(Path file) {
    return file.toString().endsWith(".jsonl");
  }

  /// Reads what is new in every file, parents before the processes that they started.
  synchronized void read() throws IOException {
    if (!Files.isDirectory(folder)) {
      return; // the program has deleted it
    }
    var fresh = new ArrayList<Path>();
    try (var files = Files.newDirectoryStream(folder, EventFiles::isEvents)) {
      for (var file : files) {
        if (!readers.containsKey(file)) {
          fresh.add(file);
        }
      }
    }
    fresh.sort((a, b) -> Long.compare(age(a), age(b)));
    for (var file : fresh) {
      readers.put(file, new Reader(file, processes.add()));
    }
    for (var reader : readers.values()) {
      reader.read();
    }
  }

  /// Nothing more will come.
  synchronized void end() throws IOException {
    read();
    readers.values().forEach(reader -> reader.process.end());
  }

  /// Orders files by the start of their process, then by its number: both end the file's name.
  private static long age(Path file) {
    var name = String.valueOf(file.getFileName());
    int end = name.lastIndexOf('.');
    int last = name.lastIndexOf('-');
    int before = name.lastIndexOf('-', last - 1);
    try {
      long start = Long.parseLong(name, last + 1, end, 10);
      return (start << 22) + Long.parseLong(name, before + 1, last, 10);
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return Long.MAX_VALUE;
    }
  }

  private static final class Reader {
    private static final int CHUNK = 1 << 16;

    private final Path file;
    private final PythonProcess process;
    private final ByteArrayOutputStream torn = new ByteArrayOutputStream();
    private long offset;

    Reader(Path file, PythonProcess process) {
      this.file = file;
      this.process = process;
    }

    void read() throws IOException {
      if (!Files.exists(file) || Files.size(file) <= offset) {
        return;
      }
      var chunk = ByteBuffer.allocate(CHUNK);
      try (var in = FileChannel.open(file)) {
        while (in.read(chunk.clear(), offset) > 0) {
          offset += chunk.position();
          lines(chunk.flip());
        }
      }
    }

    private void lines(ByteBuffer bytes) {
      while (bytes.hasRemaining()) {
        byte b = bytes.get();
        if (b == '\n') {
          line(torn.toString(StandardCharsets.UTF_8));
          torn.reset();
        } else {
          torn.write(b);
        }
      }
    }

    private void line(String text) {
      try {
        process.accept(new Event(Json.readObject(text)));
      } catch (IOException e) {
        process.unreadable();
      }
    }
  }
}
