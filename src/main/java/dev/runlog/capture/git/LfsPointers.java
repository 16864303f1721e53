package dev.runlog.capture.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The Git LFS pointers in Git's index.
public final class LfsPointers {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LARGEST = 1024;
  private static final String VERSION = "version https://git-lfs.github.com/spec/v1\n";

  /// What a pointer stands for.
  public record Pointer(String sha256, long bytes) {}

  private LfsPointers() {}

  /// Those of files below a folder whose work tree files are unchanged, by their names below it,
  /// one character a byte; none where there is no repository.
  public static Map<String, Pointer> below(Path folder, Map<String, String> env)
      throws IOException, InterruptedException {
    var git = Program.find(env, folder, Deadline.in(PATIENCE));
    var staged = git.call(LfsPointers::text, "ls-files", "-s", "-z").await().split("\0");
    var changed =
        new HashSet<>(
            List.of(
                git.call(LfsPointers::text, "diff-files", "--name-only", "-z", "--relative")
                    .await()
                    .split("\0")));
    var blobs = new LinkedHashMap<String, String>();
    for (var entry : staged) {
      int tab = entry.indexOf('\t');
      if (tab > 0 && !changed.contains(entry.substring(tab + 1))) {
        blobs.put(entry.substring(tab + 1), entry.split(" ", 3)[1]);
      }
    }
    return pointers(git, blobs);
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), ISO_8859_1);
  }

  private static Map<String, Pointer> pointers(Program git, Map<String, String> blobs)
      throws IOException, InterruptedException {
    if (blobs.isEmpty()) {
      return Map.of();
    }
    var ids = small(git, new HashSet<>(blobs.values()));
    var known = ask(git, "--batch", ids, in -> contents(in, ids.size()));
    var pointers = new HashMap<String, Pointer>();
    blobs.forEach(
        (name, id) -> {
          var pointer = known.get(id);
          if (pointer != null) {
            pointers.put(name, pointer);
          }
        });
    return pointers;
  }

  private static <T> T ask(Program git, String how, Collection<String> ids, Call.Reader<T> reader)
      throws IOException, InterruptedException {
    var asked = ids.isEmpty() ? "" : String.join("\n", ids) + "\n";
    return git.call(out -> out.write(asked.getBytes(ISO_8859_1)), reader, List.of("cat-file", how))
        .await();
  }

  /// Those of blobs that are no larger than a pointer.
  private static List<String> small(Program git, Collection<String> ids)
      throws IOException, InterruptedException {
    var small = new ArrayList<String>();
    for (var line : ask(git, "--batch-check", ids, LfsPointers::text).split("\n")) {
      var words = line.split(" ", -1);
      if (words.length == 3 && words[1].equals("blob") && Long.parseLong(words[2]) < LARGEST) {
        small.add(words[0]);
      }
    }
    return small;
  }

  private static Map<String, Pointer> contents(InputStream in, int count) throws IOException {
    var data = new DataInputStream(new BufferedInputStream(in));
    var found = new HashMap<String, Pointer>();
    for (int i = 0; i < count; i++) {
      var head = line(data).split(" ", -1);
      if (head.length < 3) {
        continue; // not there
      }
      var text = new String(data.readNBytes(Integer.parseInt(head[2])), ISO_8859_1);
      pointer(head[0], text, found);
      data.skipNBytes(1);
    }
    return found;
  }

  private static String line(DataInputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
      line.append((char) c);
    }
    return line.toString();
  }

  private static void pointer(String id, String text, Map<String, Pointer> found) {
    if (!text.startsWith(VERSION)) {
      return;
    }
    var sha256 = "";
    long bytes = -1;
    for (var line : text.split("\n")) {
      if (line.startsWith("oid sha256:")) {
        sha256 = line.substring("oid sha256:".length());
      } else if (line.startsWith("size ")) {
        bytes = Long.parseLong(line.substring("size ".length()));
      }
    }
    if (sha256.length() == 64 && bytes >= 0) {
      found.put(id, new Pointer(sha256, bytes));
    }
  }
}
