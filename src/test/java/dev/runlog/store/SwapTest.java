package dev.runlog.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SwapTest {
  private static final int TRIES = 3000;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void file() throws IOException {
    file = Files.writeString(folder.resolve("run.md"), "old");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private boolean swap(String expected, String content) throws IOException {
    try (var swap = Swap.replace(file, bytes(expected), bytes(content))) {
      return swap != null;
    }
  }

  private void present(String blank) throws IOException {
    try (var turn = new Turn(file)) {
      Swap.present(file, blank, turn);
    }
  }

  @Test
  void onlyWhatIsExpectedIsReplacedAndNothingIsLeftBeside() throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    assertThat(swap("other", "new")).isFalse();
    assertThat(file).hasContent("old");
    assertThat(swap("old", "new")).isTrue();
    assertThat(file).hasContent("new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-rw-r--");
    assertThat(folder.toFile().list()).containsExactly("run.md");
  }

  @Test
  void whoHasItOpenAndWritesLaterIsNotForgotten() throws IOException {
    try (var open = Files.newOutputStream(file, StandardOpenOption.APPEND);
        var swap = Swap.replace(file, bytes("old"), bytes("new"))) {
      assertThat(swap).isNotNull();
      open.write(bytes(" and mine"));
    }
    assertThat(file).hasContent("old and mine");
    assertThat(folder.toFile().list()).containsExactly("run.md");
  }

  @Test
  void twoVersionsOfPeopleAreBothKept() throws IOException {
    try (var open = Files.newOutputStream(file, StandardOpenOption.APPEND);
        var swap = Swap.replace(file, bytes("old"), bytes("new"))) {
      assertThat(swap).isNotNull();
      open.write(bytes(" and mine"));
      Files.writeString(file, "theirs");
    }
    assertThat(file).hasContent("theirs");
    var kept = folder.toFile().listFiles((dir, name) -> name.contains("kept"));
    assertThat(kept).hasSize(1);
    assertThat(kept[0].toPath()).hasContent("old and mine");
  }

  @Test
  void aFileThatWasLeftAwayByAKilledProcessComesBack() throws Exception {
    var dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.move(file, folder.resolve(".run.md.away-" + dead.pid() + "-x"));
    present("blank");
    assertThat(file).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("run.md");
    Files.writeString(folder.resolve(".run.md.away-x"), "older");
    present("blank");
    assertThat(file).hasContent("old");
  }

  /// Each adds one to what is there: who reads what another is replacing would lose an addition.
  @Test
  void ofManyWritersAtOnceNoneIsLost() throws Exception {
    var writers = new ArrayList<Thread>();
    Files.writeString(file, "");
    for (int i = 0; i < 4; i++) {
      writers.add(Thread.ofPlatform().start(() -> add(50)));
    }
    for (var writer : writers) {
      writer.join();
    }
    assertThat(file).hasContent("x".repeat(200));
    assertThat(folder.toFile().list()).containsExactly("run.md");
  }

  private void add(int times) {
    for (int i = 0; i < times; i++) {
      try (var turn = new Turn(file)) {
        Swap.present(file, "blank", turn);
        var before = Files.readString(file);
        assertThat(swap(before, before + "x")).isTrue();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void linksAndFoldersAreLeftAlone() throws IOException {
    var link = Files.createSymbolicLink(folder.resolve("link"), file);
    assertThat(Swap.replace(link, bytes("old"), bytes("new"))).isNull();
    assertThat(Swap.replace(folder, bytes("old"), bytes("new"))).isNull();
    assertThat(file).hasContent("old");
  }

  /// Somebody saves at any moment of the replacement, in each of the ways in which editors do.
  @Test
  void whateverTheMomentWhatSomebodySavesStays() throws Exception {
    var random = new Random(3);
    var barrier = new CyclicBarrier(2);
    var delay = new AtomicInteger();
    var editor =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < TRIES; i++) {
                    await(barrier);
                    for (int spin = delay.get(); spin > 0; spin--) {
                      Thread.onSpinWait();
                    }
                    save(i);
                    await(barrier);
                  }
                });
    int replaced = 0;
    for (int i = 0; i < TRIES; i++) {
      Files.writeString(file, "old");
      delay.set(random.nextInt(60_000));
      await(barrier);
      boolean isReplaced;
      try (var swap = Swap.replace(file, bytes("old"), bytes("new"))) {
        isReplaced = swap != null;
        await(barrier); // the editor has saved: now is as late as can be
      }
      replaced += isReplaced ? 1 : 0;
      assertThat(Files.readString(file)).as("try " + i + ", " + delay).contains("mine " + i);
    }
    editor.join();
    assertThat(replaced).as("both orders happened").isBetween(1, TRIES - 1);
    assertThat(folder.toFile().list()).containsExactly("run.md");
  }

  private void save(int i) {
    try {
      switch (i % 3) {
        case 0 -> Files.writeString(file, "mine " + i + "\n");
        case 1 ->
            Files.writeString(
                file, "mine " + i + "\n", StandardOpenOption.APPEND, StandardOpenOption.CREATE);
        default -> {
          var next = Files.writeString(folder.resolve("next"), "mine " + i + "\n");
          Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }
}
