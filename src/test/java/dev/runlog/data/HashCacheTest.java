package dev.runlog.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HashCacheTest {
  @TempDir Path temp;
  private Path data;
  private Path folder;

  @BeforeEach
  void someData() throws IOException {
    data = Files.createDirectories(temp.resolve("data"));
    folder = temp.resolve("cache");
    for (int i = 0; i < 20; i++) {
      Files.writeString(data.resolve("f" + i), "content " + i);
    }
  }

  /// Waits until the files are old enough to be kept.
  private void settle() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + 20_000_000_000L;
    long racy = HashCache.racyNanos(data);
    assertThat(racy).isLessThan(10_000_000_000L);
    for (var file : files()) {
      while (Stat.of(file).changed() >= System.currentTimeMillis() * 1_000_000 - racy) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.onSpinWait();
      }
    }
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(data)) {
      return files.toList();
    }
  }

  private String hash() throws Exception {
    return hash(new AtomicLong());
  }

  private String hash(AtomicLong read) throws Exception {
    try (var cache = HashCache.in(folder)) {
      return hash(cache, read);
    }
  }

  private String hash(HashCache cache, AtomicLong read) throws Exception {
    var reading = Reading.PLAIN.with(cache).watchedBy(total -> {}, read::addAndGet);
    return Manifest.of(data, reading).write(temp.resolve("manifest"));
  }

  private long bytesRead() throws Exception {
    var read = new AtomicLong();
    assertThat(hash(read)).isEqualTo(hash(HashCache.none(), new AtomicLong()));
    return read.get();
  }

  @Test
  void whatIsUnchangedIsNotReadAgainAlsoUnderAnotherName() throws Exception {
    settle();
    assertThat(bytesRead()).isPositive();
    assertThat(bytesRead()).isZero();
    // a new name moves the inode's time, so that one file is read
    Files.move(data.resolve("f3"), data.resolve("g3"));
    assertThat(bytesRead()).isEqualTo(9);
    Files.move(data, temp.resolve("moved"));
    data = temp.resolve("moved");
    settle();
    bytesRead();
    assertThat(bytesRead()).isZero();
  }

  @Test
  void whatWasWrittenJustNowIsReadAgain() throws Exception {
    hash();
    Files.writeString(data.resolve("f0"), "tnetnoc 0");
    assertThat(bytesRead()).isPositive();
  }

  @Test
  void anEditThatKeepsSizeAndTimeIsSeen() throws Exception {
    settle();
    hash();
    var file = data.resolve("f1");
    var time = Files.getLastModifiedTime(file);
    Files.writeString(file, "tnetnoc 1");
    Files.setLastModifiedTime(file, time);
    assertThat(bytesRead()).isEqualTo(9);
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    assertThat(bytesRead()).isEqualTo(9);
  }

  @Test
  void aFileThatTakesAnothersPlaceIsSeen() throws Exception {
    settle();
    hash();
    var other = Files.writeString(temp.resolve("other"), "another 2");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(data.resolve("f2")));
    Files.move(other, data.resolve("f2"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(bytesRead()).isEqualTo(9);
  }

  @Test
  void itMayBeDeletedCutOrOverwrittenAtAnyTime() throws Exception {
    settle();
    var right = hash();
    try (var cache = HashCache.in(folder)) {
      assertThat(hash(cache, new AtomicLong())).isEqualTo(right);
      Files.delete(folder.resolve("hashes-1"));
      assertThat(hash(cache, new AtomicLong())).isEqualTo(right);
    }
    for (var damage : new byte[][] {{}, {1, 2, 3}, new byte[384 * 128], new byte[384]}) {
      Files.write(folder.resolve("hashes-1"), damage);
      assertThat(hash()).isEqualTo(right);
      assertThat(bytesRead()).isZero();
    }
    Files.writeString(folder.resolve("hashes-1"), "x".repeat(384 * 128));
    assertThat(hash()).isEqualTo(right);
  }

  @Test
  void halfARecordCountsAsNone() throws Exception {
    settle();
    var right = hash();
    var file = folder.resolve("hashes-1");
    var whole = Files.readAllBytes(file);
    int changed = 0;
    for (int at = 0; at < whole.length; at += 48) {
      if (!Arrays.equals(whole, at, at + 48, new byte[48], 0, 48)) {
        whole[at + 8 + changed % 40]++;
        changed++;
      }
    }
    assertThat(changed).isEqualTo(20);
    Files.write(file, whole);
    assertThat(bytesRead()).isEqualTo(190);
    assertThat(hash()).isEqualTo(right);
  }

  @Test
  void aFolderThatCannotBeWrittenIsNoError() throws Exception {
    var right = hash();
    Files.writeString(temp.resolve("file"), "");
    try (var cache = HashCache.in(temp.resolve("file/cache"))) {
      assertThat(hash(cache, new AtomicLong())).isEqualTo(right);
    }
  }

  @Test
  void itGrowsAndManyMayWriteAtOnce() throws Exception {
    var entries = new ArrayList<Entry>();
    var top = new Folder(data);
    for (int i = 0; i < 60_000; i++) {
      var entry = new Entry(top, new byte[] {1});
      entry.stat(new Stat(i, 1, 1, i + 1, 7));
      entry.sha256(i, i + 1, i + 2, i + 3);
      entries.add(entry);
    }
    var writers = new ArrayList<Thread>();
    for (int w = 0; w < 4; w++) {
      int part = w;
      writers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (var cache = HashCache.in(folder)) {
                      for (int i = part; i < entries.size(); i += 4) {
                        cache.add(entries.get(i), Long.MAX_VALUE);
                      }
                    }
                  }));
    }
    for (var writer : writers) {
      writer.join();
    }
    var cache = HashCache.in(folder);
    int known = 0;
    for (int i = 0; i < entries.size(); i++) {
      var entry = new Entry(top, new byte[] {1});
      entry.stat(new Stat(i, 1, 1, i + 1, 7));
      cache.fill(entry);
      if (entry.state == Entry.State.READ) {
        assertThat(entry.sha256()).isEqualTo(entries.get(i).sha256());
        known++;
      }
    }
    assertThat(known).isGreaterThan(59_000);
    var changed = new Entry(top, new byte[] {1});
    changed.stat(new Stat(5, 1, 2, 6, 7));
    cache.fill(changed);
    assertThat(changed.state).isEqualTo(Entry.State.UNREAD);
    assertThat(Files.size(folder.resolve("hashes-1"))).isLessThan(60_000 * 48 * 8);
  }
}
