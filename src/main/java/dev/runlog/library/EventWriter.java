package dev.runlog.library;

import dev.runlog.json.Json;
import dev.runlog.model.World;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// This process's event file in a run folder; docs/reference/events.md describes the lines. The
/// first write that fails is the last, and told once.
final class EventWriter {
  static final List<String> ELEMENTS = List.of("hypothesis", "change", "result", "next", "risk");
  private static final List<String> RANKS =
      List.of("RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "PMI_RANK");

  private final @Nullable Path file;
  private @Nullable FileChannel channel;
  private boolean stopped;

  private EventWriter(@Nullable Path file) {
    this.file = file;
    this.stopped = file == null;
  }

  /// The writer for the record that this process is in; null where it is in none.
  static @Nullable EventWriter recorded(World world) {
    var shared = world.env().get("RUNLOG_EVENTS");
    if (shared == null || shared.isEmpty()) {
      return null;
    }
    var folder = Path.of(shared).toAbsolutePath().getParent();
    return folder != null && Files.isDirectory(folder) ? in(folder, world) : null;
  }

  /// The writer for a run folder; of a distributed run only the first process speaks.
  static EventWriter in(Path folder, World world) {
    boolean first =
        RANKS.stream().allMatch(name -> "0".equals(world.env().getOrDefault(name, "0")));
    var name = "events.jvm-" + ProcessHandle.current().pid() + ".jsonl";
    return new EventWriter(first ? folder.resolve(name) : null);
  }

  static EventWriter none() {
    return new EventWriter(null);
  }

  @Nullable Path folder() {
    return file == null ? null : file.getParent();
  }

  synchronized void write(String kind, Map<String, ?> fields) {
    if (stopped || file == null) {
      return;
    }
    var event = new LinkedHashMap<String, @Nullable Object>();
    event.put("e", kind);
    event.put("t", System.currentTimeMillis() / 1e3);
    event.putAll(fields);
    try {
      if (channel == null) {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
      var line = ByteBuffer.wrap((Json.line(event) + "\n").getBytes(StandardCharsets.UTF_8));
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (IOException
        | RuntimeException e) { // Json asks the program's own objects for their text
      stopped = true;
      Program.world().err().println("runlog: what the program says is no longer recorded: " + e);
    }
  }
}
