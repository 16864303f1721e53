package dev.runlog.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CatalogTest {
  @TempDir Path scratch;
  private Path outputs;
  private Path cache;

  @BeforeEach
  void folders() throws IOException {
    outputs = Files.createDirectory(scratch.resolve("outputs"));
    cache = scratch.resolve("cache");
  }

  private static String record(String id, int minute, double accuracy) {
    return """
        {"schema": "runlog/1", "run_id": "%s", "status": "finished",
         "timestamp": {"start": "2026-01-01T10:%02d:00+01:00", "duration_seconds": 60.5},
         "command": {"argv": ["python3", "train.py", "--lr", "0.1"], "exit_code": 0},
         "git": {"dirty": true, "untracked": ["a"]},
         "config": {"path": "c.yaml", "resolved": {"opt": {"lr": 0.1, "betas": [0.9, 0.99]}, "resume": null}, "sources": {"x": "y"}},
         "metrics": {"acc": %s}, "metrics_summary": {"acc": {"count": 3, "max": 0.99, "source": "stdout"}},
         "tags": ["paper", "best"], "capture": {"sources": [{"name": "git"}]}}
        """
        .formatted(id, minute, accuracy);
  }

  private Path write(String name, String json) throws IOException {
    Files.createDirectories(outputs.resolve(name));
    return Files.writeString(outputs.resolve(name).resolve("run.json"), json);
  }

  private Path run(String name, int minute, double accuracy) throws IOException {
    return write(name, record(name, minute, accuracy));
  }

  private Catalog open() throws IOException {
    return Catalog.open(cache, outputs, left -> {});
  }

  /// Every run's accuracy by its folder's name, as the index has it.
  private TreeMap<String, Object> accuracies() throws IOException {
    try (var catalog = open()) {
      var column = catalog.column("metrics.acc");
      var all = new TreeMap<String, Object>();
      for (int run : catalog.newestFirst()) {
        all.put(String.valueOf(catalog.folder(run).getFileName()), column.number(run));
      }
      return all;
    }
  }

  @Test
  void valuesHaveTheKeysThatPeopleUse() throws IOException {
    run("one", 0, 0.5);
    try (var catalog = open()) {
      assertThat(catalog.keys())
          .contains("start", "duration", "command", "exit_code", "git.dirty", "config.opt.lr")
          .contains("config_path", "metrics.acc", "metrics.acc.max", "tags", "config.resume")
          .noneMatch(key -> key.startsWith("capture") || key.contains("sources"));
      int run = catalog.newestFirst()[0];
      assertThat(catalog.column("command").value(run)).isEqualTo("python3 train.py --lr 0.1");
      assertThat(catalog.column("tags").value(run)).isEqualTo(List.of("paper", "best"));
      assertThat(catalog.column("config.opt.betas").value(run)).isEqualTo(List.of("0.9", "0.99"));
      assertThat(catalog.column("git.dirty").value(run)).isEqualTo(true);
      assertThat(catalog.column("metrics.acc.max").value(run)).isEqualTo(0.99);
      assertThat(catalog.column("config.resume").has(run)).isTrue();
      assertThat(catalog.column("config.resume").value(run)).isNull();
      assertThat(catalog.column("config.other").has(run)).isFalse();
    }
  }

  @Test
  void newChangedMovedAndDeletedRunsAreNoticed() throws IOException {
    run("a", 0, 0.1);
    run("b", 1, 0.2);
    assertThat(accuracies()).hasToString("{a=0.1, b=0.2}");
    run("c", 2, 0.3);
    var edited = run("a", 0, 0.15);
    assertThat(accuracies()).hasToString("{a=0.15, b=0.2, c=0.3}");
    Files.move(outputs.resolve("b"), outputs.resolve("moved"));
    delete("c");
    assertThat(accuracies()).hasToString("{a=0.15, moved=0.2}");
    // an edit of the same size
    Files.writeString(edited, record("a", 0, 0.25));
    Files.setLastModifiedTime(edited, FileTime.fromMillis(1));
    assertThat(accuracies()).hasToString("{a=0.25, moved=0.2}");
  }

  private void delete(String name) throws IOException {
    Files.delete(outputs.resolve(name).resolve("run.json"));
    Files.delete(outputs.resolve(name));
  }

  @Test
  void newestComesFirst() throws IOException {
    for (int minute : new int[] {3, 1, 2}) {
      run("run" + minute, minute, 0);
      open().close();
    }
    try (var catalog = open()) {
      assertThat(IntStream.of(catalog.newestFirst()).mapToObj(catalog::folder))
          .extracting(folder -> folder.getFileName().toString())
          .containsExactly("run3", "run2", "run1");
    }
  }

  @Test
  void aMovedFolderKeepsItsIndexAndACopyGetsItsOwn() throws IOException {
    run("a", 0, 0.1);
    open().close();
    var file = Catalog.file(cache, outputs);
    var moved = Files.move(outputs, scratch.resolve("elsewhere"), StandardCopyOption.ATOMIC_MOVE);
    assertThat(Catalog.file(cache, moved)).isEqualTo(file);
    outputs = moved;
    assertThat(accuracies()).hasToString("{a=0.1}");
    outputs = Files.createDirectory(scratch.resolve("copy"));
    run("a", 0, 0.7);
    assertThat(accuracies()).hasToString("{a=0.7}");
  }

  @Test
  void brokenForeignAndHugeRecordsAreNamedAndStopNothing() throws IOException {
    run("good", 0, 0.1);
    write("torn", record("torn", 0, 0.1).substring(0, 200));
    write("foreign", "{\"runs\": []}");
    write("list", "[1, 2]");
    write("empty", "");
    write("binary", "\0\1\2");
    write("deep", "{\"run_id\": \"deep\", \"x\": " + "[".repeat(100_000));
    Files.createDirectories(outputs.resolve("no-run"));
    Files.createDirectories(outputs.resolve("folder/run.json"));
    Files.writeString(outputs.resolve("a file"), "x");
    for (int again = 0; again < 2; again++) {
      try (var catalog = open()) {
        assertThat(catalog.newestFirst()).hasSize(1);
        assertThat(catalog.broken())
            .extracting(Broken::name)
            .containsExactlyInAnyOrder(
                "torn", "foreign", "list", "empty", "binary", "deep", "folder");
        assertThat(catalog.broken()).allMatch(broken -> !broken.why().contains("Source"));
      }
    }
    write("torn", record("torn", 0, 0.4));
    assertThat(accuracies()).hasToString("{good=0.1, torn=0.4}");
  }

  @Test
  void aRunOfAnotherSchemaKeepsWhatItHas() throws IOException {
    write(
        "old",
        "{\"run_id\": \"old\", \"metrics\": {\"acc\": 0.5}, \"config\": 7, \"command\": []}");
    assertThat(accuracies()).hasToString("{old=0.5}");
  }

  @Test
  void manySmallRefreshesStayFewBlocks() throws IOException {
    for (int i = 0; i < 40; i++) {
      run("run" + i, i % 60, i / 100.0);
      open().close();
    }
    assertThat(accuracies()).hasSize(40).containsEntry("run0", 0.0).containsEntry("run39", 0.39);
    try (var catalog = open()) {
      assertThat(catalog.blocks()).isLessThan(12);
    }
  }

  @Test
  void aDamagedIndexIsMadeAnew() throws IOException {
    run("a", 0, 0.1);
    open().close();
    var file = Catalog.file(cache, outputs);
    for (var rubbish : List.of("rubbish", "", "SQLite format 3\0" + "x".repeat(5000))) {
      Files.deleteIfExists(Path.of(file + "-wal"));
      Files.writeString(file, rubbish);
      assertThat(accuracies()).hasToString("{a=0.1}");
    }
    var bytes = Files.readAllBytes(file);
    for (int i = 8192; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    Files.deleteIfExists(Path.of(file + "-wal"));
    Files.write(file, bytes);
    assertThat(accuracies()).hasToString("{a=0.1}");
  }

  @Test
  void anUnwritableCacheCostsNoAnswer() throws IOException {
    run("a", 0, 0.1);
    Files.writeString(cache, "a file where the folder should be");
    assertThat(accuracies()).hasToString("{a=0.1}");
  }

  @Test
  void twentyAtOnceSeeEveryRunWhileRunsAreAdded() throws Exception {
    for (int i = 0; i < 50; i++) {
      run("run" + i, i, i / 100.0);
    }
    var seen = new ArrayList<Future<Integer>>();
    try (var pool = Executors.newFixedThreadPool(20)) {
      for (int i = 0; i < 60; i++) {
        if (i % 3 == 0) {
          run("late" + i, 0, 1);
        }
        seen.add(pool.submit(() -> accuracies().size()));
      }
    }
    for (var count : seen) {
      assertThat(count.get()).isBetween(50, 70);
    }
    assertThat(accuracies()).hasSize(70);
  }
}
