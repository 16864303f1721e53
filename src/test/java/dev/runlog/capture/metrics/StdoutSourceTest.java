package dev.runlog.capture.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// train.log followed while it grows, whatever is in it.
@Timeout(60)
class StdoutSourceTest {
  @TempDir Path folder;

  private void print(byte[] bytes) throws IOException {
    Files.write(
        folder.resolve("train.log"), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void print(String text) throws IOException {
    print(text.getBytes(StandardCharsets.UTF_8));
  }

  private Watch run() {
    return new Watch(folder, new StdoutSource()).start();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    var deadline = Instant.now().plus(Duration.ofSeconds(20));
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(10);
    }
  }

  @Test
  void pointsAppearWhileTheProgramRunsAndTheRestAtItsEnd() throws Exception {
    var run = run();
    print("epoch 1 loss 0.5\nepoch 2 lo");
    await(() -> run.points().size() == 1);
    print("ss 0.25\nepoch 3 loss 0.125");
    run.finish();
    assertThat(run.points())
        .extracting(p -> p.step() + " " + p.value())
        .containsExactly("1 0.5", "2 0.25", "3 0.125");
    assertThat(run.points()).allMatch(p -> p.source().equals("stdout") && p.name().equals("loss"));
    assertThat(run.gaps()).isEmpty();
  }

  @Test
  void noOutputIsNoTrouble() throws Exception {
    var run = run().finish();
    assertThat(run.seen()).isEmpty();
  }

  @Test
  void aLogThatIsCutOffIsReadFromItsNewBeginning() throws Exception {
    var run = run();
    print("epoch 1 loss 0.5\n" + "x".repeat(1000) + "\n");
    await(() -> run.points().size() == 1);
    Files.write(
        folder.resolve("train.log"), "epoch 2 loss 0.25\n".getBytes(StandardCharsets.UTF_8));
    run.finish();
    assertThat(run.points()).hasSize(2);
    assertThat(run.gaps()).singleElement().asString().contains("cut off");
  }

  @Test
  void aLogThatIsRotatedAwayIsReadOnInTheNewFile() throws Exception {
    var run = run();
    print("epoch 1 loss 0.5\n");
    await(() -> run.points().size() == 1);
    Files.move(folder.resolve("train.log"), folder.resolve("train.log.1"));
    print("epoch 2 loss 0.25\n");
    await(() -> run.points().size() == 2);
    print("epoch 3 loss 0.125\n");
    run.finish();
    assertThat(run.points()).extracting(p -> p.step()).containsExactly(1L, 2L, 3L);
    assertThat(run.gaps()).singleElement().asString().contains("replaced");
  }

  @Test
  void afterAFloodTheLinesAreFollowedAgain() throws Exception {
    var run = run();
    try (var file = new RandomAccessFile(folder.resolve("train.log").toFile(), "rw")) {
      file.setLength(1L << 30);
    }
    print("\nepoch 2 loss 0.25\n");
    await(() -> run.points().size() == 1);
    run.finish();
    assertThat(run.gaps()).singleElement().asString().contains("bytes of output were not searched");
  }

  @Test
  void garbageBetweenLinesIsPassedOver() throws Exception {
    var random = new byte[1 << 20];
    new java.util.Random(1).nextBytes(random);
    print(random);
    print("\nepoch 1 loss 0.5\n");
    print(new byte[100_000]);
    print(new byte[] {'\n', (byte) 0xff, (byte) 0xc3, '\n'});
    print("(".repeat(30_000) + "loss=0.5\n" + "loss=0.5 ".repeat(7_000) + "\n");
    print(
        "a=1,".repeat(16_000) + "\n" + "1 ".repeat(32_000) + "\n" + "'1':1,".repeat(10_000) + "\n");
    print("epoch 2 loss 0.25\n");
    var run = run().finish();
    assertThat(run.points()).extracting(p -> p.value()).contains(0.5, 0.25);
    assertThat(run.gaps()).isEmpty();
  }

  @Test
  void oneLineOf100MegabytesIsPassedOver() throws Exception {
    var part = "loss 0.1 ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    print("epoch 1 loss 0.5\n");
    for (int i = 0; i < 11; i++) {
      print(part);
    }
    print("\nepoch 2 loss 0.25\n");
    var run = run().finish();
    assertThat(run.points()).extracting(p -> p.value()).contains(0.25).doesNotContain(0.1);
  }

  @Test
  void aFloodIsSkippedAndSaidSo() throws Exception {
    try (var file = new RandomAccessFile(folder.resolve("train.log").toFile(), "rw")) {
      file.setLength(1L << 30);
    }
    print("\nepoch 2 loss 0.25\n");
    var run = run().finish();
    assertThat(run.points()).extracting(p -> p.value()).containsExactly(0.25);
    assertThat(run.gaps()).singleElement().asString().contains("bytes of output were not searched");
  }

  @Test
  void aProgressBarGivesItsFirstAndLastStateAndOneASecond() throws Exception {
    var bar = new StringBuilder();
    for (int i = 0; i <= 10_000; i++) {
      bar.append("\r 50%|#####     | ")
          .append(i)
          .append("/10000 [00:01<00:01, 9it/s, loss=0.")
          .append(i)
          .append("]");
    }
    print(bar + "\n");
    var run = run().finish();
    assertThat(run.points()).hasSizeBetween(2, 20);
    assertThat(run.points().getLast().step()).isEqualTo(10_000);
  }
}
