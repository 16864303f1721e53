package dev.runlog.capture.git;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes the tree that another one becomes with some paths changed, by reading and writing only
/// the folders on the way to them: the cost does not grow with the repository, as it would with
/// an index of all files.
final class Trees implements AutoCloseable {
  private static final String FOLDER = "40000";

  private final Program git;
  private final Process reader;
  private final Process writer;

  /// What a path becomes.
  record Entry(String mode, String object) {
    static final Entry ABSENT = new Entry("", "");

    boolean isAbsent() {
      return mode.isEmpty();
    }

    private boolean isFolder() {
      return mode.equals(FOLDER);
    }
  }

  Trees(Program git) throws GitFailure {
    this.git = git;
    this.reader = git.start(List.of("cat-file", "--batch"));
    this.writer = git.start(List.of("mktree", "-z", "--missing", "--batch"));
    Deadline.startAside("cat-file", () -> drain(reader));
    Deadline.startAside("mktree", () -> drain(writer));
  }

  private static long drain(Process process) throws IOException {
    return process.getErrorStream().transferTo(OutputStream.nullOutputStream());
  }

  /// The id of the changed tree; `base` is null for the empty tree.
  String change(@Nullable String base, SortedMap<String, Entry> changes)
      throws IOException, InterruptedException {
    var work = Deadline.start("mktree", () -> root(base, changes));
    return git.deadline().await("mktree", work, this::close);
  }

  private String root(@Nullable String base, SortedMap<String, Entry> changes) throws IOException {
    var in = new BufferedInputStream(reader.getInputStream(), 1 << 16);
    var ask = reader.getOutputStream();
    var made = writer.getInputStream();
    var make = new BufferedOutputStream(writer.getOutputStream(), 1 << 16);
    return new Surgery(in, ask, made, make).folder(base, changes).id();
  }

  @Override
  public void close() {
    Call.stop(reader);
    Call.stop(writer);
  }

  private record Folder(String id, boolean empty) {}

  private record Surgery(InputStream in, OutputStream ask, InputStream made, OutputStream make) {

    Folder folder(@Nullable String base, SortedMap<String, Entry> changes) throws IOException {
      var entries = base == null ? new LinkedHashMap<String, Entry>() : read(base);
      var below = new LinkedHashMap<String, SortedMap<String, Entry>>();
      for (var change : changes.entrySet()) {
        var path = change.getKey();
        int slash = path.indexOf('/');
        if (slash < 0) {
          put(entries, path, change.getValue());
        } else {
          below
              .computeIfAbsent(path.substring(0, slash), name -> new TreeMap<>())
              .put(path.substring(slash + 1), change.getValue());
        }
      }
      for (var child : below.entrySet()) {
        descend(entries, child.getKey(), child.getValue());
      }
      return new Folder(write(entries), entries.isEmpty());
    }

    /// A path that is gone may have become a folder in the meantime, or have been one before.
    private static void put(Map<String, Entry> entries, String name, Entry entry) {
      if (!entry.isAbsent()) {
        entries.put(name, entry);
      } else {
        var old = entries.get(name);
        if (old != null && !old.isFolder()) {
          entries.remove(name);
        }
      }
    }

    private void descend(Map<String, Entry> entries, String name, SortedMap<String, Entry> changes)
        throws IOException {
      var old = entries.get(name);
      boolean wasFolder = old != null && old.isFolder();
      var folder = folder(wasFolder && old != null ? old.object() : null, changes);
      if (!folder.empty()) {
        entries.put(name, new Entry(FOLDER, folder.id()));
      } else if (wasFolder) {
        entries.remove(name);
      }
    }

    private Map<String, Entry> read(String tree) throws IOException {
      ask.write((tree + "\n").getBytes(StandardCharsets.US_ASCII));
      ask.flush();
      var header = line(in).split(" ");
      if (header.length != 3 || !header[1].equals("tree")) {
        throw new GitFailure("git cat-file: " + String.join(" ", header));
      }
      var bytes = in.readNBytes(Integer.parseInt(header[2]));
      if (in.read() != '\n') {
        throw new GitFailure("git cat-file broke off");
      }
      var text = new String(bytes, StandardCharsets.ISO_8859_1);
      var entries = new LinkedHashMap<String, Entry>();
      int idLength = tree.length() / 2;
      for (int at = 0; at < text.length(); ) {
        int blank = text.indexOf(' ', at);
        int nul = text.indexOf('\0', blank);
        var id = new StringBuilder();
        for (int i = nul + 1; i <= nul + idLength; i++) {
          id.append(Character.forDigit(text.charAt(i) >> 4, 16));
          id.append(Character.forDigit(text.charAt(i) & 15, 16));
        }
        var entry = new Entry(text.substring(at, blank), id.toString());
        entries.put(text.substring(blank + 1, nul), entry);
        at = nul + 1 + idLength;
      }
      return entries;
    }

    private String write(Map<String, Entry> entries) throws IOException {
      for (var entry : entries.entrySet()) {
        var mode = entry.getValue().mode();
        var type = mode.equals(FOLDER) ? "tree" : mode.equals(Change.GITLINK) ? "commit" : "blob";
        var line = mode + " " + type + " " + entry.getValue().object() + "\t" + entry.getKey();
        make.write(Name.bytes(line));
        make.write(0);
      }
      make.write(0);
      make.flush();
      var id = line(made);
      if (!Place.isObject(id)) {
        throw new GitFailure("git mktree could not write a tree");
      }
      return id;
    }

    private static String line(InputStream in) throws IOException {
      var line = new StringBuilder();
      for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
        line.append((char) b);
      }
      return line.toString();
    }
  }
}
