package dev.runlog.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.json.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Reading that is ended from outside.
@Timeout(300)
class DataIT {
  private static final int FILES = 200;
  private static final long EACH = 31 << 20;

  @TempDir private Path folder;
  private Packaged packaged;

  @BeforeEach
  void largeFilesThatTakeNoSpace() throws Exception {
    packaged = new Packaged(folder);
    for (int i = 0; i < FILES; i++) {
      try (var file = new RandomAccessFile(packaged.file("data/f" + i, "").toFile(), "rw")) {
        file.setLength(EACH);
      }
    }
    long made = System.nanoTime();
    Packaged.until("files old enough", () -> System.nanoTime() - made > 2_500_000_000L);
  }

  private Path cache() {
    return Path.of(packaged.env.get("HOME"), ".cache/runlog/hashes/hashes-1");
  }

  private Map<?, ?> hashed() throws Exception {
    var result = packaged.runlog("data", "hash", "--json", "data");
    assertThat(result.code()).as(result.err()).isZero();
    var all = Json.readObject("{\"all\": " + result.out() + "}").get("all");
    return (Map<?, ?>) ((List<?>) java.util.Objects.requireNonNull(all)).getFirst();
  }

  private static Object sha256(int files) throws Exception {
    var digest = java.security.MessageDigest.getInstance("SHA-256");
    var zeros = java.util.HexFormat.of().formatHex(digest.digest(new byte[(int) EACH]));
    var lines =
        Stream.iterate(0, i -> i < files, i -> i + 1)
            .map(i -> "./f" + i)
            .sorted()
            .map(name -> zeros + "  " + name + "\n")
            .toList();
    return dev.runlog.json.Canonical.sha256(
        String.join("", lines).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void anEndedReadingLeavesNoHalfManifestAndWhatWasReadIsKept() throws Exception {
    for (var signal : new String[] {"KILL", "TERM"}) {
      var running = packaged.start("data", "hash", "data", "-o", "manifest.txt");
      Packaged.until("something in the cache", () -> Files.exists(cache()));
      new ProcessBuilder("kill", "-" + signal, "" + running.process().pid()).start().waitFor();
      assertThat(running.await().code()).isEqualTo(signal.equals("KILL") ? 137 : 143);
      assertThat(names(packaged.project)).containsExactly("data");
    }
    var hashed = hashed();
    assertThat(hashed.get("hash")).isEqualTo(sha256(FILES));
    assertThat((Long) hashed.get("bytes_read")).isPositive().isLessThan(FILES * EACH);
    assertThat(hashed().get("bytes_read")).isEqualTo(0L);
  }

  private static String[] names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toArray(String[]::new);
    }
  }

  @Test
  void soDoesCtrlCInATerminal() throws Exception {
    var pty = Path.of("src/test/java/dev/runlog/launch/pty.py").toAbsolutePath().toString();
    // the bar at 4 of 30 is more than all threads can have in hand
    var steps = Json.line(List.of(List.of("[####", "\u0003")));
    var command =
        List.of(
            "python3", pty, "30x80", steps, "--", "" + Packaged.LAUNCHER, "data", "hash", "data");
    var typed = new ArrayList<>(command);
    typed.addAll(List.of("-o", "manifest.txt"));
    var ended = packaged.startCommand(typed).await();
    assertThat(ended.code()).as(ended.out()).isEqualTo(130);
    assertThat(ended.out()).doesNotContain("sha256:").endsWith("\r\n");
    assertThat(names(packaged.project)).containsExactly("data");
    assertThat(names(manifests())).isEmpty();
    assertThat((Long) hashed().get("bytes_read")).isPositive().isLessThan(FILES * EACH);
  }

  private Path manifests() throws IOException {
    return Files.createDirectories(
        Path.of(packaged.env.get("HOME"), ".local/state/runlog/manifests"));
  }

  @Test
  void twoAtOnceGiveTheSame() throws Exception {
    for (int i = 20; i < FILES; i++) {
      Files.delete(packaged.project.resolve("data/f" + i));
    }
    var first = packaged.start("data", "hash", "data");
    var second = packaged.start("data", "hash", "data");
    var expected = sha256(20) + "  data\n";
    assertThat(Arrays.asList(first.await().out(), second.await().out()))
        .containsExactly(expected, expected);
  }
}
