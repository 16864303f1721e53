package dev.runlog.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ManifestTest {
  private static final String PIPELINE =
      "find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum 2>/dev/null";

  @TempDir Path temp;

  private byte[] shell(Path folder, String script) throws Exception {
    var process =
        new ProcessBuilder("sh", "-c", script)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    var out = process.getInputStream().readAllBytes();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return out;
  }

  private Manifest equalToTheShell(Path data) throws Exception {
    var manifest = Manifest.of(data, Reading.PLAIN);
    var file = temp.resolve("manifest.txt");
    var hash = manifest.write(file);
    assertThat(text(Files.readAllBytes(file))).isEqualTo(text(shell(data, PIPELINE)));
    assertThat(hash)
        .isEqualTo("sha256:" + text(shell(temp, "sha256sum < manifest.txt")).substring(0, 64));
    return manifest;
  }

  private static Reading watched(LongConsumer progress) {
    return Reading.PLAIN.watchedBy(total -> {}, progress);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void aHostileTreeGivesWhatTheShellPrints() throws Exception {
    var manifest = equalToTheShell(hostile());
    assertThat(manifest.files()).isEqualTo(25);
    assertThat(manifest.unreadable()).isEmpty();
    assertThat(manifest.special()).containsExactly("pipe");
    assertThat(manifest.links()).isEqualTo(4);
  }

  @Test
  void soDoesALargeOne() throws Exception {
    var data = hostile();
    // so many that the C library lists them
    shell(
        data, "mkdir many; cd many; seq 2500 | xargs touch; cd ..; cp -r . \"../d2\"; mv ../d2 .");
    var manifest = equalToTheShell(data);
    assertThat(manifest.files()).isEqualTo(2 * 2525);
    assertThat(manifest.special()).hasSize(2);
    assertThat(manifest.links()).isEqualTo(8);
    assertThat(manifest.changedSince()).isEmpty();
  }

  private Path hostile() throws Exception {
    var data = Files.createDirectories(temp.resolve("data"));
    shell(
        data,
        """
        mkdir -p a a.b 'a b' a-b deep/er/est empty
        for f in a/x a.b/x 'a b/x' a-b/x deep/er/est/x 'sp ace' 'back\\slash' '-dash' "quo'te" 'dou"ble' '*' '~' '%41' '#x?y' .hidden; do
          printf '%s' "$f" > "./$f"
        done
        printf nl > "$(printf 'new\\nline')"; printf tab > "$(printf 'ta\\tb')"; printf e > "$(printf 'esc\\033')"
        printf latin > "$(printf 'caf\\351')"; printf utf > "$(printf 'caf\\303\\251')"
        mkdir "$(printf 'd\\377')"; printf x > "$(printf 'd\\377/\\376')"; printf y > "$(printf 'd\\377/\\\\')"
        printf emoji > "$(printf '\\360\\237\\230\\200')"; : > zero
        printf repl > "$(printf '\\357\\277\\275')"
        ln -s zero link; ln -s a linkdir; ln -s nowhere broken; ln -s . loop; mkfifo pipe
        """);
    return data;
  }

  @Test
  void carriageReturnsAreEscapedAsTheShellsToolEscapesThem() throws Exception {
    var data = Files.createDirectories(temp.resolve("data"));
    Files.writeString(data.resolve("a\rb"), "x");
    var theirs = text(shell(data, PIPELINE));
    // before coreutils 9 a carriage return stood as it is
    if (theirs.startsWith("\\")) {
      equalToTheShell(data);
    }
  }

  @Test
  void randomTreesGiveWhatTheShellPrints() throws Exception {
    var random = new Random(7);
    var data = Files.createDirectories(temp.resolve("data"));
    for (int i = 0; i < 400; i++) {
      var name = new StringBuilder();
      for (int j = 0; j <= random.nextInt(6); j++) {
        name.append("ab.-_ \\é\n~A0/".charAt(random.nextInt(12 + (j > 0 && j < 4 ? 1 : 0))));
      }
      var path = data.resolve("x" + name + i);
      try {
        Files.createDirectories(path.getParent());
        var bytes = new byte[random.nextInt(3) == 0 ? 1 << 19 : random.nextInt(50)];
        random.nextBytes(bytes);
        Files.write(path, bytes);
      } catch (IOException e) {
        // a file stands where a folder should: fewer files, no harm
        assertThat(data).exists();
      }
    }
    assertThat(equalToTheShell(data).files()).isGreaterThan(200);
  }

  @Test
  void aLinkToAFolderIsFollowedOnce() throws Exception {
    var data = Files.createDirectories(temp.resolve("data"));
    Files.writeString(data.resolve("x"), "x");
    Files.createSymbolicLink(temp.resolve("link"), data);
    assertThat(equalToTheShell(temp.resolve("link")).files()).isEqualTo(1);
  }

  @Test
  void aSingleFileIsAManifestOfOneLine() throws Exception {
    Files.writeString(temp.resolve("a.csv"), "1,2\n");
    var manifest = Manifest.of(temp.resolve("a.csv"), Reading.PLAIN);
    manifest.write(temp.resolve("manifest.txt"));
    assertThat(Files.readAllBytes(temp.resolve("manifest.txt")))
        .isEqualTo(shell(temp, "sha256sum ./a.csv"));
    assertThat(manifest.files()).isEqualTo(1);
    assertThat(manifest.bytes()).isEqualTo(4);
  }

  @Test
  void anEmptyFolderIsAnEmptyManifest() throws Exception {
    var data = Files.createDirectories(temp.resolve("data"));
    assertThat(equalToTheShell(data).files()).isZero();
  }

  @Test
  void whatIsNotThereIsAnError() {
    assertThatThrownBy(() -> Manifest.of(temp.resolve("nothing"), Reading.PLAIN))
        .isInstanceOf(IOException.class);
  }

  @Test
  void progressCountsEveryByte() throws Exception {
    var data = Files.createDirectories(temp.resolve("data"));
    for (int i = 0; i < 9; i++) {
      Files.write(data.resolve("f" + i), new byte[300_000]);
    }
    var seen = new AtomicLong();
    assertThat(Manifest.of(data, watched(seen::addAndGet)).bytes()).isEqualTo(2_700_000);
    assertThat(seen.get()).isEqualTo(2_700_000);
  }

  @Test
  void changesAfterwardsAreNamed() throws Exception {
    var data = Files.createDirectories(temp.resolve("data"));
    for (var name : List.of("same", "edited", "gone", "touched")) {
      Files.writeString(data.resolve(name), "1234");
    }
    var manifest = Manifest.of(data, Reading.PLAIN);
    assertThat(manifest.changedSince()).isEmpty();
    var time = Files.getLastModifiedTime(data.resolve("edited"));
    Files.writeString(data.resolve("edited"), "4321");
    // the same size and the old time: only the inode's own time tells
    Files.setLastModifiedTime(data.resolve("edited"), time);
    Files.setLastModifiedTime(
        data.resolve("touched"), java.nio.file.attribute.FileTime.fromMillis(1));
    Files.delete(data.resolve("gone"));
    Files.writeString(data.resolve("new\n"), "x");
    assertThat(manifest.changedSince()).containsExactly("edited", "gone", "\"new\\n\"");
  }

  @Test
  void anInterruptEndsTheReading() throws Exception {
    var data = Files.createDirectories(temp.resolve("data"));
    Files.write(data.resolve("big"), new byte[64 << 20]);
    var outcome = new Throwable[1];
    var reader = new Thread[1];
    reader[0] =
        new Thread(
            () -> {
              try {
                Manifest.of(data, watched(bytes -> reader[0].interrupt()));
              } catch (IOException | InterruptedException e) {
                outcome[0] = e;
              }
            });
    reader[0].start();
    reader[0].join(20_000);
    assertThat(reader[0].isAlive()).isFalse();
    assertThat(outcome[0]).isInstanceOf(InterruptedException.class);
  }

  @Test
  void aFileThatGrowsWhileItIsReadIsUnstable() throws Exception {
    var data = Files.createDirectories(temp.resolve("data"));
    var log = data.resolve("log");
    Files.write(log, new byte[1 << 20]);
    var manifest =
        Manifest.of(
            data,
            watched(
                bytes -> {
                  try (var out =
                      Files.newOutputStream(log, java.nio.file.StandardOpenOption.APPEND)) {
                    out.write(new byte[1000]);
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                }));
    assertThat(manifest.unstable()).containsExactly("log");
  }

  @Test
  void aFileWithContentButNoSizeIsReadAllTheSame() throws Exception {
    var version = Path.of("/proc/sys/kernel/ostype");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(version));
    assertThat(Files.size(version)).isZero();
    var file = temp.resolve("manifest.txt");
    assertThat(Manifest.of(version, Reading.PLAIN).unstable()).isEmpty();
    Manifest.of(version, Reading.PLAIN).write(file);
    assertThat(Files.readAllBytes(file))
        .isEqualTo(shell(version.getParent(), "sha256sum ./ostype"));
  }

  @Test
  void aTreeAsDeepAsNamesCanBeIsRead() throws Exception {
    var data = Files.createDirectories(temp.resolve("data"));
    shell(
        data,
        "python3 -c '\nimport os\nfor i in range(2500):\n os.mkdir(\"d\"); os.chdir(\"d\")\n"
            + " if i % 500 == 0: open(\"f\", \"w\").write(str(i))\n'");
    try {
      var manifest = Manifest.of(data, Reading.PLAIN);
      // what lies deeper than a path can name is named as not read
      assertThat(manifest.files()).isGreaterThan(3);
      assertThat(manifest.unreadable()).hasSize(1);
    } finally {
      shell(temp, "rm -rf data");
    }
  }
}
