package dev.runlog.capture.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Where Git cannot be asked, the record says so and why; it never says clean.
@Timeout(60)
class GitTroubleTest {
  @TempDir Path temp;

  private Repo repo() throws Exception {
    return Repo.withCommit(temp.resolve("repo")).write("new.py", "new\n");
  }

  /// Puts a program of this text before the real git; `$GIT` in it is the real one.
  private Repo withGit(String script) throws Exception {
    var repo = repo();
    var bin = Files.createDirectories(temp.resolve("bin"));
    var real = new ProcessBuilder("sh", "-c", "command -v git").start();
    var git = new String(real.getInputStream().readAllBytes()).strip();
    Repo.at(bin)
        .write("git", "#!/bin/sh\nGIT=" + git + "\n" + script + "\n")
        .mode("git", "rwxr-xr-x");
    repo.env.put("PATH", bin + ":" + repo.env.get("PATH"));
    return repo;
  }

  private static void saysNothing(Look look, String why) {
    assertThat(look.told).hasSize(1);
    assertThat(look.gaps.get("git")).contains(why);
  }

  @Test
  void noRepository() throws Exception {
    var nowhere = Repo.at(temp.resolve("plain"));
    nowhere.env.put("PATH", "/nonexistent");
    saysNothing(nowhere.look(), "no Git repository");
  }

  @Test
  void noGit() throws Exception {
    var repo = repo();
    repo.env.put("PATH", temp.toString());
    saysNothing(repo.look(), "no git program");
  }

  @Test
  void aBareRepository() throws Exception {
    var bare = temp.resolve("bare");
    repo().git("clone", "-q", "--bare", ".", bare.toString());
    saysNothing(Repo.at(bare).look(), "bare");
  }

  @Test
  void gitFails() throws Exception {
    saysNothing(
        withGit("echo 'fatal: detected dubious ownership' >&2; exit 128").look(), "dubious");
  }

  @Test
  void gitFailsWithoutAWord() throws Exception {
    saysNothing(withGit("exit 1").look(), "exit code 1");
  }

  @Test
  void gitPrintsRubbish() throws Exception {
    saysNothing(withGit("echo hello; exit 0").look(), "does not print");
    saysNothing(withGit("head -c 9000000 /dev/zero").look(), "more than it ever should");
  }

  @Test
  void gitStatusPrintsRubbish() throws Exception {
    var look = withGit("case \"$*\" in *status*) yes;; *) exec $GIT \"$@\";; esac").look();
    assertThat(look.git().commit()).isNotNull();
    assertThat(look.git().dirty()).isNull();
    assertThat(look.git().tree()).isNull();
    assertThat(look.gaps.get("git.dirty")).contains("does not print");
  }

  @Test
  void gitHangs() throws Exception {
    var repo = withGit("sleep 600");
    saysNothing(new Look(repo, repo.dir).run(Duration.ofSeconds(1)), "did not end within 1.0 s");
  }

  @Test
  void onlyTheStatusHangs() throws Exception {
    var repo = withGit("case \"$*\" in *status*) sleep 600;; *) exec $GIT \"$@\";; esac");
    var look = new Look(repo, repo.dir).run(Duration.ofSeconds(2));
    assertThat(look.git().commit()).isEqualTo(repo.ask("rev-parse", "HEAD"));
    assertThat(look.git().dirty()).isNull();
    assertThat(look.gaps.get("git.dirty")).contains("did not end");
  }

  @Test
  void aFilterHangs() throws Exception {
    var repo = repo().write(".gitattributes", "*.dat filter=slow\n").commit();
    repo.git("config", "filter.slow.clean", "sleep 600").write("x.dat", "x\n");
    var look = new Look(repo, repo.dir).run(Duration.ofSeconds(2));
    assertThat(look.git().dirty()).isTrue();
    assertThat(look.git().tree()).isNull();
    assertThat(look.git().patch()).isNull();
    assertThat(look.gaps).containsKeys("git.patch", "git.tree");
  }

  @Test
  void aBrokenRepository() throws Exception {
    var repo = repo();
    Files.writeString(repo.dir.resolve(".git/HEAD"), "rubbish");
    saysNothing(repo.look(), "not a git repository");
  }

  @Test
  void aBrokenIndex() throws Exception {
    var repo = repo();
    Files.writeString(repo.dir.resolve(".git/index"), "rubbish");
    assertThat(repo.look().git().dirty()).isNull();
    assertThat(repo.look().gaps.get("git.dirty")).contains("index file");
  }

  @Test
  void aMissingObject() throws Exception {
    var repo = repo().write("train.py", "changed\n");
    var blob = repo.ask("rev-parse", "HEAD:train.py");
    Files.delete(
        repo.dir.resolve(".git/objects/" + blob.substring(0, 2) + "/" + blob.substring(2)));
    var look = repo.look();
    assertThat(look.git().dirty()).isTrue();
    assertThat(look.git().tree()).isNull();
    assertThat(look.gaps.get("git.patch")).contains(blob);
    assertThat(look.folder.resolve("changes.patch")).doesNotExist();
  }

  @Test
  void noRoomForTemporaryFiles() throws Exception {
    var repo = repo();
    repo.env.put("TMPDIR", repo.dir.resolve("train.py").toString());
    patchIsMissing(repo.look());
  }

  @Test
  void theDiskIsFullForObjects() throws Exception {
    // A limit on file sizes fails as a full disk does.
    var repo =
        withGit("case \"$*\" in *--add*) ulimit -f 8; trap '' XFSZ;; esac; exec $GIT \"$@\"");
    var bytes = new byte[300_000];
    new java.util.Random(1).nextBytes(bytes);
    patchIsMissing(repo.write("big.bin", bytes).look());
  }

  @Test
  void theRunFolderCannotBeWritten() throws Exception {
    var repo = repo();
    var look = new Look(repo, repo.dir);
    Files.createDirectories(look.folder.resolve("changes.patch/in-the-way"));
    patchIsMissing(look.run());
  }

  private static void patchIsMissing(Look look) {
    assertThat(look.git().commit()).isNotNull();
    assertThat(look.git().branch()).isEqualTo("main");
    assertThat(look.git().dirty()).isTrue();
    assertThat(look.git().untracked()).contains("new.py");
    assertThat(look.git().tree()).isNull();
    assertThat(look.git().patch()).isNull();
    assertThat(look.gaps).containsKeys("git.patch", "git.tree");
  }

  @Test
  void anUnreadableFile() throws Exception {
    var repo = repo().write("secret.txt", "x\n").mode("secret.txt", "---------");
    assumeThat(Files.isReadable(repo.file("secret.txt"))).as("not run by root").isFalse();
    var look = repo.look();
    repo.isRebuiltBy(look);
    assertThat(look.leftOut("secret.txt").why()).isEqualTo("unreadable");
  }

  @Test
  void somethingThatIsNoFile() throws Exception {
    var repo = repo().delete("train.py");
    assertThat(new ProcessBuilder("mkfifo", repo.file("train.py").toString()).start().waitFor())
        .isZero();
    var look = repo.look();
    assertThat(look.git().dirty()).isTrue();
    assertThat(repo.rebuilt(look, true)).isEqualTo(look.git().tree());
  }

  @Test
  void whatTheUserSetForGitDoesNoHarm() throws Exception {
    var repo = repo().write("train.py", "changed\n");
    repo.env.put("GIT_EXTERNAL_DIFF", "false");
    repo.env.put("GIT_DIFF_OPTS", "-u0");
    repo.env.put("GIT_PAGER", "false");
    repo.env.put("GIT_LITERAL_PATHSPECS", "1");
    repo.env.put("GIT_TRACE", "1");
    repo.env.put("GIT_PREFIX", "nowhere/");
    repo.env.put("GIT_CONFIG_COUNT", "1");
    repo.env.put("GIT_CONFIG_KEY_0", "diff.noprefix");
    repo.env.put("GIT_CONFIG_VALUE_0", "true");
    repo.isRebuiltBy(repo.look());
    repo.isRebuiltBy(repo.look(repo.dir.resolve("src")));
  }

  @Test
  void aRepositoryElsewhere() throws Exception {
    var repo = repo().write("train.py", "changed\n");
    Files.move(repo.dir.resolve(".git"), temp.resolve("elsewhere.git"));
    repo.env.put("GIT_DIR", "../elsewhere.git");
    var top = repo.look();
    assertThat(top.git().untracked()).containsExactly("new.py");
    repo.env.put("GIT_DIR", "../../elsewhere.git");
    repo.env.put("GIT_WORK_TREE", "..");
    var below = repo.look(repo.dir.resolve("src"));
    assertThat(below.gaps).isEmpty();
    assertThat(below.git().tree()).isEqualTo(top.git().tree());
    Files.move(temp.resolve("elsewhere.git"), repo.dir.resolve(".git"));
    repo.isRebuiltBy(top);
  }

  @Test
  void anotherIndex() throws Exception {
    var repo = repo();
    Files.copy(repo.dir.resolve(".git/index"), temp.resolve("other-index"));
    repo.write("staged.py", "s\n").git("add", "-A");
    repo.env.put("GIT_INDEX_FILE", temp.resolve("other-index").toString());
    var look = repo.look();
    assertThat(look.git().untracked()).containsExactly("new.py", "staged.py");
    repo.isRebuiltBy(look);
  }

  @Test
  void aWorkingFolderOutsideTheProject() throws Exception {
    var repo = repo();
    var look = repo.look(Files.createDirectories(temp.resolve("somewhere")));
    repo.isRebuiltBy(look);
  }

  @Test
  void hooksAndMonitorsDoNotRun() throws Exception {
    var repo = repo().write("train.py", "changed\n");
    var hook = "#!/bin/sh\ntouch " + temp.resolve("hook-ran") + "\n";
    for (var name : new String[] {"post-index-change", "fsmonitor-watchman", "pre-commit"}) {
      repo.write(".git/hooks/" + name, hook).mode(".git/hooks/" + name, "rwxr-xr-x");
    }
    repo.run(repo.dir, "config", "core.fsmonitor", ".git/hooks/fsmonitor-watchman");
    repo.isRebuiltBy(repo.look());
    Files.deleteIfExists(temp.resolve("hook-ran-by-the-test"));
    assertThat(temp.resolve("hook-ran")).doesNotExist();
  }

  @Test
  void manyFilesWithNamesLongerThanACommandLine() throws Exception {
    var repo = repo();
    for (int i = 0; i < 3000; i++) {
      repo.write("n".repeat(200) + "/" + i + "x".repeat(200), "x\n");
    }
    var look = repo.look();
    assertThat(look.git().untracked()).hasSize(3001);
    repo.isRebuiltBy(look);
  }
}
