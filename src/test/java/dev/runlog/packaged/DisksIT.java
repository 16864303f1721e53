package dev.runlog.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Disks that are full, or break, or are taken away: only where this process may mount some.
@Timeout(300)
class DisksIT {
  @TempDir private Path folder;
  private Packaged packaged;

  @BeforeEach
  void disks() throws Exception {
    packaged = new Packaged(folder);
    packaged.file("disk/x", "");
    packaged.env.put("RUNLOG", Packaged.LAUNCHER.toString());
    assumeTrue(mounted("mount -t tmpfs none disk").code() == 0, "nothing can be mounted");
  }

  /// Runs a script with mounts that nobody else sees and that end with it.
  private Packaged.Result mounted(String script) throws Exception {
    return packaged.startCommand(List.of("unshare", "-m", "sh", "-ec", script)).await();
  }

  @Test
  void aCacheThatDoesNotFitIsNoError() throws Exception {
    for (int i = 0; i < 4000; i++) {
      packaged.file("data/" + i, "");
    }
    long made = System.nanoTime();
    Packaged.until("files old enough", () -> System.nanoTime() - made > 2_500_000_000L);
    for (var size : List.of("4k", "64k", "256k")) {
      var result =
          mounted(
              ("mount -t tmpfs -o size=" + size + " none disk; export XDG_CACHE_HOME=$PWD/disk\n")
                  + "for i in 1 2 3; do \"$RUNLOG\" data hash data; done\n"
                  + "cd data; find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum");
      assertThat(result.code()).as(result.err()).isZero();
      var lines = result.out().lines().toList();
      assertThat(lines).hasSize(4);
      assertThat(lines.subList(0, 3))
          .containsOnly("sha256:" + lines.getLast().substring(0, 64) + "  data");
    }
  }

  @Test
  void aManifestThatDoesNotFitIsNoManifest() throws Exception {
    packaged.file("data/x", "");
    var result =
        mounted(
            "cd data; seq 4000 | xargs touch; cd ..; mount -t tmpfs -o size=64k none disk\n"
                + "code=0; \"$RUNLOG\" data hash data -o disk/manifest.txt || code=$?\n"
                + "ls -A disk; exit $code");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).doesNotContain("manifest");
    assertThat(result.err()).contains("No space left on device");
  }

  @Test
  void aDiskThatIsTakenAwayIsNamedAndTheResultIncomplete() throws Exception {
    var result =
        mounted(
            """
            mount -t tmpfs none disk; cd disk
            for i in 1 2 3 4 5 6 7 8; do truncate -s 1G f$i; done
            cd ..; "$RUNLOG" data hash --no-cache disk 2>told & pid=$!
            # once it has a file of it open
            while kill -0 $pid && ! ls -l /proc/$pid/fd | grep -q disk/f; do :; done
            umount -l disk
            code=0; wait $pid || code=$?; cat told >&2; exit $code""");
    assertThat(result.code()).as(result.err()).isEqualTo(3);
    assertThat(result.err()).contains("changed or went while being read:", "  f8\n");
  }

  @Test
  void aDiskThatBreaksIsNamedAndTheRestIsDone() throws Exception {
    assumeTrue(mounted("truncate -s 64M image; mkfs.ext4 -q image").code() == 0, "no mkfs.ext4");
    assumeTrue(mounted("mount -o loop image disk").code() == 0, "no loop devices");
    packaged.file("data/fine", "1\n");
    var result =
        mounted(
            """
            mkdir data/disk; mount -o loop image data/disk
            for i in 1 2 3; do head -c 4000000 /dev/urandom > data/disk/f$i; done
            umount data/disk; mount -o loop,ro image data/disk; ls data/disk >&2
            truncate -s 8M image
            code=0; "$RUNLOG" data hash data -o - || code=$?; exit $code""");
    assertThat(result.code()).as(result.err()).isEqualTo(3);
    assertThat(result.out()).endsWith("  ./fine\n");
    assertThat(result.err()).contains("could not be read:", "  disk/f3\n");
    assertThat(Files.size(folder.resolve("project/image"))).isEqualTo(8 << 20);
  }
}
