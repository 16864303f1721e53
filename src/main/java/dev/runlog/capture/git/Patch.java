package dev.runlog.capture.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Copies a patch from Git to a file, piece by piece, and finds the files that may not be in it.
final class Patch {
  private static final int BLOCK = 1 << 17;
  private static final int OVERLAP = 256;
  private static final byte[] HEADER = "diff --git ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HUNK = "@@ ".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private final MessageDigest digest;
  private final long limit;
  private final Secrets secrets;
  private final List<Section> sections = new ArrayList<>();
  private final ByteArrayOutputStream text = new ByteArrayOutputStream(BLOCK);
  private Section section = new Section("");
  private boolean inHunks;
  private long size;

  private static final class Section {
    final String path;
    long bytes;
    boolean secret;

    Section(String path) {
      this.path = path;
    }
  }

  /// What was copied: `refused` says of each file that may not be in the patch, why; if there are
  /// any, the copy is of no use.
  record Copy(long bytes, String sha256, Map<String, String> refused) {}

  private Patch(OutputStream out, MessageDigest digest, long limit, Secrets secrets) {
    this.out = out;
    this.digest = digest;
    this.limit = limit;
    this.secrets = secrets;
  }

  static Copy copy(InputStream in, Path file, long limit, Secrets secrets) throws IOException {
    try (var out = Files.newOutputStream(file)) {
      var digest = MessageDigest.getInstance("SHA-256");
      var patch = new Patch(out, digest, limit, secrets);
      patch.blocks(in);
      var sha256 = HexFormat.of().formatHex(digest.digest());
      return new Copy(patch.size, sha256, patch.refused());
    } catch (NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
  }

  private void blocks(InputStream in) throws IOException {
    var buffer = new byte[BLOCK];
    int kept = 0;
    boolean startsLine = true;
    for (int read; (read = in.read(buffer, kept, BLOCK - kept)) >= 0; ) {
      int filled = kept + read;
      int whole = filled;
      while (whole > 0 && buffer[whole - 1] != '\n') {
        whole--;
      }
      if (whole == 0 && filled < BLOCK) {
        kept = filled;
        continue;
      }
      int taken = whole == 0 ? filled : whole;
      block(buffer, taken, startsLine);
      startsLine = whole > 0;
      kept = filled - taken;
      System.arraycopy(buffer, taken, buffer, 0, kept);
    }
    block(buffer, kept, startsLine);
  }

  private void block(byte[] buffer, int end, boolean startsLine) throws IOException {
    int from = 0;
    boolean start = startsLine;
    while (from < end) {
      int to = from;
      while (to < end && buffer[to++] != '\n') {}
      line(buffer, from, to, start);
      from = to;
      start = true;
    }
    check(end > 0 && buffer[end - 1] != '\n');
    size += end;
    if (size <= limit && !section.secret) {
      out.write(buffer, 0, end);
      digest.update(buffer, 0, end);
    }
  }

  private void line(byte[] buffer, int from, int to, boolean start) {
    if (start && starts(buffer, from, to, HEADER)) {
      check(false);
      begin(new String(buffer, from, to - from, StandardCharsets.ISO_8859_1));
    }
    section.bytes += to - from;
    inHunks |= start && starts(buffer, from, to, HUNK);
    if (inHunks && !section.secret) {
      int skipped = start ? 1 : 0;
      text.write(buffer, from + skipped, to - from - skipped);
    }
  }

  private static boolean starts(byte[] buffer, int from, int to, byte[] prefix) {
    return to - from >= prefix.length
        && Arrays.equals(buffer, from, from + prefix.length, prefix, 0, prefix.length);
  }

  /// `diff --git a/NAME b/NAME`: as nothing is ever a rename, both halves are alike.
  private void begin(String line) {
    int start = HEADER.length;
    int length = line.length() - 1 - start;
    var quoted = line.substring(start + length / 2 + 1, start + length);
    var path = Name.unquoted(quoted).substring(2);
    inHunks = false;
    // A file that becomes a link is two sections, one after the other.
    if (!path.equals(section.path)) {
      section = new Section(path);
      sections.add(section);
    }
  }

  /// Looks at what was gathered; of a line that goes on, the end is looked at again.
  private void check(boolean goesOn) {
    if (text.size() == 0) {
      return;
    }
    var bytes = text.toByteArray();
    text.reset();
    if (secrets.areIn(new String(bytes, StandardCharsets.UTF_8))) {
      section.secret = true;
    } else if (goesOn) {
      int from = Math.max(0, bytes.length - OVERLAP);
      text.write(bytes, from, bytes.length - from);
    }
  }

  private Map<String, String> refused() {
    var refused = new LinkedHashMap<String, String>();
    long total = 0;
    sections.sort(Comparator.comparingLong(section -> section.bytes));
    for (var each : sections) {
      if (each.secret) {
        refused.put(each.path, "its change would put a secret into the patch");
      } else if ((total += each.bytes) > limit) {
        refused.put(each.path, "the patch would be over " + limit + " bytes");
      }
    }
    return refused;
  }
}
