package dev.runlog.sync;

import dev.runlog.json.Json;
import dev.runlog.store.Lock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What was sent where and what still waits: a line for each thing that happened, in the user's
/// state folder. Lines are only ever appended, each in one write and under a lock; the newest of
/// a run and an address counts. It may be deleted: what was sent is found again at the tracker.
public final class Ledger {
  private static final long LARGE = 4 << 20;

  private final Path folder;

  /// Sent, waiting, or refused: then a person is needed.
  public enum State {
    QUEUED,
    FAILED,
    REFUSED,
    SENT;

    /// Whether it is sent later by itself.
    public boolean isWaiting() {
      return this == QUEUED || this == FAILED;
    }
  }

  /// A run's state at an address; `to` is empty until the address was read.
  public record Entry(
      String time,
      Path run,
      Path project,
      String kind,
      String to,
      State state,
      String why,
      String id,
      String url,
      String fingerprint) {

    String at() {
      return run + "\n" + kind + "\n" + to;
    }

    /// The same run at the same address, in another state.
    public Entry now(String moment, State other, String reason) {
      return new Entry(moment, run, project, kind, to, other, reason, id, url, fingerprint);
    }
  }

  /// The ledger in a state folder.
  public Ledger(Path state) {
    this.folder = state.resolve("push");
  }

  private Path file() {
    return folder.resolve("ledger.jsonl");
  }

  /// Notes what happened.
  public void add(Entry entry) throws IOException {
    var line = (Json.line(tree(entry)) + "\n").getBytes(StandardCharsets.UTF_8);
    Files.createDirectories(folder);
    try (var held = Lock.waiting(folder.resolve("ledger.lock"));
        var channel =
            FileChannel.open(
                file(),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
      long end = channel.size();
      if (end > 0 && !endsLine(channel, end)) {
        line = concat(line); // a line that was torn by a kill stays one of its own
      }
      channel.write(ByteBuffer.wrap(line), end);
    }
  }

  private static byte[] concat(byte[] line) {
    var whole = new byte[line.length + 1];
    whole[0] = '\n';
    System.arraycopy(line, 0, whole, 1, line.length);
    return whole;
  }

  private static boolean endsLine(FileChannel channel, long end) throws IOException {
    var last = ByteBuffer.allocate(1);
    channel.read(last, end - 1);
    return last.get(0) == '\n';
  }

  /// The newest entry of each run and address, in the order in which they were first noted.
  public List<Entry> entries() throws IOException {
    if (!Files.exists(file())) {
      return List.of();
    }
    if (Files.size(file()) > LARGE) {
      compact();
    }
    return newest();
  }

  private List<Entry> newest() throws IOException {
    var newest = new LinkedHashMap<String, Entry>();
    for (var line : new String(Files.readAllBytes(file()), StandardCharsets.UTF_8).split("\n")) {
      var entry = entry(line);
      if (entry != null) {
        if (!entry.to().isEmpty()) {
          newest.remove(entry.run() + "\n" + entry.kind() + "\n");
        }
        newest.put(entry.at(), entry);
      }
    }
    return new ArrayList<>(newest.values());
  }

  private void compact() throws IOException {
    try (var held = Lock.waiting(folder.resolve("ledger.lock"))) {
      var text = new StringBuilder();
      for (var entry : newest()) {
        if (Files.exists(entry.run())) {
          text.append(Json.line(tree(entry))).append('\n');
        }
      }
      var next = folder.resolve(".ledger." + ProcessHandle.current().pid());
      Files.writeString(next, text.toString());
      Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /// Holds the right to send a run to an address; null where another process has it.
  public @Nullable AutoCloseable sending(Path run, String to) throws IOException {
    Files.createDirectories(folder);
    var name = "sending-" + Math.floorMod((run + "\n" + to).hashCode(), 256) + ".lock";
    return Lock.now(folder.resolve(name));
  }

  /// Holds the right to send what waits; null where another process does.
  public @Nullable AutoCloseable emptying() throws IOException {
    Files.createDirectories(folder);
    return Lock.now(folder.resolve("emptying.lock"));
  }

  private static Map<String, @Nullable Object> tree(Entry entry) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("time", entry.time());
    tree.put("run", entry.run().toString());
    tree.put("project", entry.project().toString());
    tree.put("kind", entry.kind());
    tree.put("to", entry.to());
    tree.put("state", entry.state().name().toLowerCase(java.util.Locale.ROOT));
    tree.put("why", entry.why());
    tree.put("id", entry.id());
    tree.put("url", entry.url());
    tree.put("fingerprint", entry.fingerprint());
    return tree;
  }

  private static @Nullable Entry entry(String line) {
    try {
      var tree = new TreeMap<String, String>();
      Json.readObject(line).forEach((key, value) -> tree.put(key, String.valueOf(value)));
      return new Entry(
          text(tree, "time"),
          Path.of(text(tree, "run")),
          Path.of(text(tree, "project")),
          text(tree, "kind"),
          text(tree, "to"),
          State.valueOf(text(tree, "state").toUpperCase(java.util.Locale.ROOT)),
          text(tree, "why"),
          text(tree, "id"),
          text(tree, "url"),
          text(tree, "fingerprint"));
    } catch (IOException | IllegalArgumentException e) {
      return null; // torn by a kill
    }
  }

  private static String text(Map<String, String> tree, String key) {
    return tree.getOrDefault(key, "");
  }
}
