package dev.runlog.capture.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.capture.GitSource;
import dev.runlog.model.Observation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is changed but not in the patch is named, with its size, its hash and the reason.
@Timeout(120)
class GitLeftOutTest {
  private static final String KEY =
      "-----BEGIN OPENSSH "
          + "PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----\n";
  @TempDir Path temp;

  private Repo repo() throws Exception {
    return Repo.withCommit(temp.resolve("repo"));
  }

  private static String sha256(Path file) throws Exception {
    var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return "sha256:" + HexFormat.of().formatHex(digest);
  }

  private static byte[] noise(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  void largeUntrackedFiles() throws Exception {
    var repo = repo().write("fits.bin", new byte[1 << 20]).write("model.bin", noise((1 << 20) + 1));
    repo.write("huge.bin", noise(6 << 20));
    var look = repo.look();
    repo.isRebuiltBy(look);
    assertThat(look.git().untracked()).containsExactly("fits.bin", "huge.bin", "model.bin");
    for (var name : new String[] {"model.bin", "huge.bin"}) {
      var left = look.leftOut(name);
      assertThat(left.bytes()).isEqualTo(Files.size(repo.file(name)));
      assertThat(left.hash()).isEqualTo(sha256(repo.file(name)));
      assertThat(left.why()).contains("untracked and over 1048576 bytes");
    }
    assertThat(look.git().leftOut()).hasSize(2);
  }

  @Test
  void largeFilesAreHashedBesideTheRunAndWatched() throws Exception {
    var repo = repo().write("huge.bin", noise(6 << 20));
    var look = new Look(repo, repo.dir);
    var source = new GitSource();
    look.before(source);
    assertThat(look.leftOut("huge.bin").hash()).isNull();
    repo.write("huge.bin", noise((6 << 20) + 1));
    look.end(source);
    assertThat(look.leftOut("huge.bin").bytes()).isEqualTo(6 << 20);
    assertThat(look.leftOut("huge.bin").hash()).isEqualTo(sha256(repo.file("huge.bin")));
    assertThat(look.leftOut("huge.bin").why()).contains("changed after the start");
    assertThat(look.observed(Observation.Code.class)).hasSize(3);
  }

  @Test
  void thePatchIsOfTheStateAtTheLaunch() throws Exception {
    var repo = repo().write("train.py", "launched\n").write("new.py", "launched\n");
    var look = new Look(repo, repo.dir);
    var source = new GitSource();
    look.before(source);
    assertThat(look.git().dirty()).isTrue();
    repo.write("train.py", "later\n").delete("new.py").write("newer.py", "later\n");
    look.end(source);
    assertThat(look.patch()).contains("+launched").doesNotContain("later");
    assertThat(look.git().untracked()).containsExactly("new.py");
    repo.isRebuiltBy(look);
  }

  @Test
  void whatIsTooLargeToBeKeptAtTheLaunchCountsOnlyIfItStaysAsItWas() throws Exception {
    var repo = repo().write("a.bin", "small\n").write("b.bin", "small\n").commit();
    repo.write("a.bin", noise(9 << 20)).write("b.bin", noise(9 << 20));
    var look = new Look(repo, repo.dir);
    var source = new GitSource();
    look.before(source);
    repo.write("b.bin", noise((9 << 20) + 1));
    look.end(source);
    repo.isRebuiltBy(look);
    assertThat(look.leftOut("b.bin").bytes()).isEqualTo(9 << 20);
    assertThat(look.leftOut("b.bin").why()).contains("changed after");
    assertThat(look.git().leftOut()).hasSize(1);
    assertThat(look.patch()).contains("a/a.bin").doesNotContain("b.bin");
  }

  @Test
  void secretsByNameAndContent() throws Exception {
    var repo = repo().write(".env", "A=1\n").write("deep/prod.env", "A=1\n").write("id_rsa", "x\n");
    repo.write("tls/server.pem", "x\n").write(".env.local", "A=1\n").write("notes.txt", KEY);
    repo.write(".env.example", "A=\n").write("id_rsa.pub", "public\n").write("ok.py", "ok\n");
    var look = repo.look();
    repo.isRebuiltBy(look);
    assertThat(look.git().leftOut())
        .extracting(left -> left.path())
        .containsExactlyInAnyOrder(
            ".env", "deep/prod.env", "id_rsa", "tls/server.pem", ".env.local", "notes.txt");
    assertThat(look.leftOut("notes.txt").hash()).isEqualTo(sha256(repo.file("notes.txt")));
    assertThat(look.leftOut("notes.txt").why()).contains("secret");
    assertThat(look.patch()).contains("+public", "+ok").doesNotContain("PRIVATE", "A=1");
  }

  @Test
  void aTrackedChangeThatBringsASecret() throws Exception {
    var repo =
        repo().write("train.py", "key = '''" + KEY + "'''\n").write("src/model.py", "l = 4\n");
    var look = repo.look();
    repo.isRebuiltBy(look);
    assertThat(look.leftOut("train.py").why()).contains("secret");
    assertThat(look.patch()).contains("+l = 4").doesNotContain("PRIVATE");
  }

  @Test
  void aSecretAcrossABlockInAnEndlessLine() throws Exception {
    for (int before : new int[] {131_050, 131_071, 131_072, 262_130}) {
      var repo = Repo.withCommit(temp.resolve("at" + before));
      var look = repo.write("line.txt", "x".repeat(before) + KEY.replace('\n', ' ')).look();
      assertThat(look.leftOut("line.txt").why()).contains("secret");
      repo.isRebuiltBy(look);
    }
  }

  @Test
  void onlyASecretLeavesNoPatch() throws Exception {
    var git = repo().write("notes.txt", KEY).look();
    assertThat(git.git().patch()).isNull();
    assertThat(git.git().dirty()).isTrue();
    assertThat(git.folder.resolve("changes.patch")).doesNotExist();
  }

  @Test
  void overTheLimitOfThePatchTheLargestGo() throws Exception {
    var repo = repo().write("a.txt", "a\n".repeat(20_000)).write("train.py", "small\n");
    repo.write("b.txt", "b\n".repeat(9_000)).write("c.bin", noise(30_000));
    var look = new Look(repo, repo.dir).limits(1 << 20, 40_000).run();
    repo.isRebuiltBy(look);
    assertThat(look.git().leftOut())
        .extracting(left -> left.path())
        .containsExactlyInAnyOrder("a.txt", "c.bin");
    assertThat(Files.size(look.folder.resolve("changes.patch"))).isLessThan(40_000);
  }

  @Test
  void aDeletionOverTheLimitKeepsWhatStandsInItsPlaceOut() throws Exception {
    var repo = repo().write("a", "line\n".repeat(20_000)).commit().delete("a");
    repo.write("a/b", "new\n").write("train.py", "small\n");
    var look = new Look(repo, repo.dir).limits(1 << 20, 40_000).run();
    repo.isRebuiltBy(look);
    assertThat(look.leftOut("a").bytes()).isNull();
    assertThat(look.leftOut("a/b").why()).contains("in the place of a");
  }

  @Test
  void runlogsOwnOutputNeverCounts() throws Exception {
    var repo = repo().write("outputs/run1/run.json", "{}\n").write("outputs/tracked", "1\n");
    repo.git("add", "-f", "outputs/tracked")
        .git("commit", "-qm", "x")
        .write("outputs/tracked", "2");
    assertThat(repo.look().git().dirty()).isFalse();
    repo.write("outputs2/x", "not ours\n");
    assertThat(repo.look().git().untracked()).containsExactly("outputs2/x");
  }

  @Test
  void runlogsOwnOutputThroughALink() throws Exception {
    var repo = repo();
    Files.createDirectories(temp.resolve("scratch"));
    repo.link("outputs", temp.resolve("scratch").toString());
    assertThat(repo.look().git().dirty()).isFalse();
    repo.write("real/run/run.json", "{}").delete("outputs").link("outputs", "real");
    assertThat(repo.look().git().dirty()).isFalse();
  }

  @Test
  void aRepositoryInsideIsNamed() throws Exception {
    var repo = repo();
    var inner = Repo.withCommit(repo.dir.resolve("vendor/lib"));
    Repo.init(repo.dir.resolve("vendor/void"));
    var look = repo.write("new.py", "n\n").look();
    assertThat(repo.rebuilt(look, true)).isEqualTo(look.git().tree());
    assertThat(look.leftOut("vendor/lib/").why()).isEqualTo("a Git repository of its own");
    assertThat(look.git().submodules().getFirst().path()).isEqualTo("vendor/lib");
    assertThat(look.git().submodules().getFirst().checkedOut())
        .isEqualTo(inner.ask("rev-parse", "HEAD"));
  }

  @Test
  void submodules() throws Exception {
    var library = Repo.withCommit(temp.resolve("library"));
    var repo = repo().git("submodule", "-q", "add", library.dir.toString(), "lib").commit();
    var first = repo.ask("rev-parse", "HEAD:lib");
    assertThat(repo.look().git().dirty()).isFalse();

    var inner = Repo.at(repo.dir.resolve("lib")).write("train.py", "inner\n");
    var dirty = repo.look();
    assertThat(dirty.git().dirty()).isTrue();
    assertThat(dirty.git().patch()).isNull();
    assertThat(dirty.git().tree()).isEqualTo(repo.ask("rev-parse", "HEAD^{tree}"));
    assertThat(dirty.git().submodules().getFirst().dirty()).isTrue();
    assertThat(dirty.git().submodules().getFirst().checkedOut()).isEqualTo(first);
    assertThat(dirty.leftOut("lib").why()).contains("changes of its own");

    inner.commit();
    var moved = repo.write("train.py", "outer\n").git("add", "-A").look();
    repo.isRebuiltBy(moved);
    assertThat(moved.git().submodules().getFirst().commit()).isEqualTo(first);
    assertThat(moved.git().submodules().getFirst().checkedOut())
        .isEqualTo(inner.ask("rev-parse", "HEAD"));
    assertThat(moved.git().submodules().getFirst().dirty()).isFalse();
  }

  @Test
  void aSubmoduleThatIsRemoved() throws Exception {
    var library = Repo.withCommit(temp.resolve("library"));
    var repo = repo().git("submodule", "-q", "add", library.dir.toString(), "lib").commit();
    repo.git("rm", "-q", "-f", "lib");
    repo.isRebuiltBy(repo.look());
    // `git add` takes a folder for the submodule that the index still names; the patch is right.
    var look = repo.write("lib/now", "a folder\n").look();
    assertThat(repo.rebuilt(look, false)).isEqualTo(look.git().tree());
    assertThat(look.patch()).contains("+a folder");
  }

  @Test
  void aFilterThatFailsLeavesOnlyItsFilesOut() throws Exception {
    var repo = repo().write(".gitattributes", "*.bin filter=lfs\n").commit();
    repo.git("config", "filter.lfs.clean", "no-such-program-here %f");
    repo.git("config", "filter.lfs.required", "true");
    for (int i = 0; i < 9; i++) {
      repo.write("new" + i + ".py", "n\n");
    }
    var look = repo.write("w.bin", "weights\n").write("train.py", "changed\n").look();
    repo.isRebuiltBy(look);
    assertThat(look.git().leftOut()).hasSize(1);
    assertThat(look.leftOut("w.bin").hash()).isEqualTo(sha256(repo.file("w.bin")));
    assertThat(look.leftOut("w.bin").why()).contains("filter");
  }
}
