package dev.runlog.capture.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Commit and patch give the recorded tree, in repositories of every awkward kind.
@Timeout(120)
class GitTreeTest {
  @TempDir Path temp;

  private Repo repo() throws Exception {
    return Repo.withCommit(temp.resolve("repo"));
  }

  /// Looks, proves the tree, and proves that nothing in the repository was touched.
  private static Look proven(Repo repo) throws Exception {
    var before = repo.insides();
    var look = repo.look();
    assertThat(repo.insides().entrySet()).containsExactlyInAnyOrderElementsOf(before.entrySet());
    assertThat(look.gaps).isEmpty();
    repo.isRebuiltBy(look);
    return look;
  }

  @Test
  void cleanIsTheCommitAlone() throws Exception {
    var repo = repo();
    var git = proven(repo).git();
    assertThat(git.commit()).isEqualTo(repo.ask("rev-parse", "HEAD"));
    assertThat(git.tree()).isEqualTo(repo.ask("rev-parse", "HEAD^{tree}"));
    assertThat(git.dirty()).isFalse();
    assertThat(git.branch()).isEqualTo("main");
    assertThat(git.patch()).isNull();
    assertThat(git.patchHash()).isNull();
    assertThat(git.remote()).isNull();
    assertThat(git.untracked()).isEmpty();
  }

  @Test
  void editsAndNewFiles() throws Exception {
    var repo = repo().write("train.py", "print('better')\n").write("deep/er/new.py", "x = 1\n");
    var look = proven(repo);
    assertThat(look.git().dirty()).isTrue();
    assertThat(look.git().untracked()).containsExactly("deep/er/new.py");
    assertThat(look.git().patch()).isEqualTo("changes.patch");
    assertThat(look.patch()).contains("+print('better')", "+x = 1");
    var sum = new ProcessBuilder("sha256sum", look.folder + "/changes.patch").start();
    assertThat("sha256:" + new String(sum.getInputStream().readAllBytes()))
        .startsWith(look.git().patchHash());
  }

  /// A large index is looked at by two commands at once.
  @Test
  void inALargeRepositoryTheSameIsFoundFromAFolderInside() throws Exception {
    var repo = repo().write(".gitignore", "*.tmp\n");
    for (int i = 0; i < 5000; i++) {
      repo.write("many/" + "x".repeat(200) + i, "");
    }
    repo.commit().git("init", "-q", "inner").write("inner/of.txt", "its own\n");
    repo.write("train.py", "better\n").write("deep/new.py", "x = 1\n").write("a.tmp", "noise");
    assertThat(Files.size(repo.file(".git/index"))).isGreaterThan(1 << 20);
    var look = repo.look(repo.file("many"));
    assertThat(look.git().untracked()).containsExactly("deep/new.py", "inner/");
    assertThat(look.patch()).contains("+better", "+x = 1").doesNotContain("noise");
    repo.isRebuiltBy(look);
  }

  @Test
  void stagedAndThenEditedAgain() throws Exception {
    var repo = repo().write("train.py", "staged\n").write("new.py", "staged\n").git("add", "-A");
    repo.write("train.py", "later\n").write("new.py", "later\n");
    assertThat(proven(repo).patch()).contains("later").doesNotContain("staged");
  }

  @Test
  void stagedAndThenUndone() throws Exception {
    var repo = repo().write("train.py", "staged\n").git("add", "-A");
    var git = proven(repo.write("train.py", "print('training')\n")).git();
    assertThat(git.dirty()).isTrue();
    assertThat(git.patch()).isNull();
    assertThat(git.tree()).isEqualTo(repo.ask("rev-parse", "HEAD^{tree}"));
  }

  @Test
  void renamesCopiesAndDeletions() throws Exception {
    var repo = repo().write("a/b/c/only.txt", "only\n").write("gone.txt", "gone\n").commit();
    repo.git("config", "status.renames", "copies").git("config", "diff.renames", "copies");
    repo.git("mv", "src/model.py", "net.py").delete("gone.txt").delete("a/b/c/only.txt");
    assertThat(proven(repo).patch()).contains("deleted file mode");
  }

  @Test
  void everythingDeleted() throws Exception {
    var git = proven(repo().delete("train.py").delete("src/model.py")).git();
    assertThat(git.tree()).isEqualTo("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
  }

  @Test
  void removedFromTheIndexButStillThere() throws Exception {
    var look = proven(repo().git("rm", "-q", "--cached", "train.py"));
    assertThat(look.git().untracked()).containsExactly("train.py");
    assertThat(look.git().patch()).isNull();
  }

  @Test
  void modeChangesAndLinks() throws Exception {
    var repo = repo().write("run.sh", "#!/bin/sh\n").link("latest", "train.py").commit();
    repo.mode("run.sh", "rwxr-xr-x").delete("latest").link("latest", "src/model.py");
    repo.link("dangling", "no/where").write("tool", "#!/bin/sh\n").mode("tool", "rwxr-xr-x");
    assertThat(proven(repo).patch()).contains("new mode 100755", "new file mode 120000");
  }

  @Test
  void withoutFileModes() throws Exception {
    var repo = repo().write("run.sh", "#!/bin/sh\n").mode("run.sh", "rwxr-xr-x").commit();
    repo.config("core.fileMode", "false");
    repo.mode("run.sh", "rw-r--r--").write("run.sh", "#!/bin/sh\necho\n");
    assertThat(proven(repo).patch()).doesNotContain("mode 100");
  }

  @Test
  void filesThatBecameFoldersAndLinksAndBack() throws Exception {
    var repo = repo().write("a", "file\n").write("b/c", "c\n").write("b/d/e", "e\n");
    repo.write("l/x", "x\n").link("m", "train.py").write("n", "n\n").write("z/sub/y", "y\n");
    repo.commit();
    repo.delete("a").write("a/deep/file", "folder\n");
    repo.delete("b/c").delete("b/d/e").delete("b/d").delete("b").write("b", "now a file\n");
    repo.delete("l/x").delete("l").link("l", "z/sub").write("z/sub/x", "seen through the link\n");
    repo.delete("m").write("m", "now a file\n").delete("n").link("n", "m");
    proven(repo);
  }

  @Test
  void binaryFiles() throws Exception {
    var bytes = new byte[70_000];
    new Random(1).nextBytes(bytes);
    var repo = repo().write("old.bin", bytes).commit();
    bytes[100]++;
    assertThat(proven(repo.write("old.bin", bytes).write("new.bin", bytes)).patch())
        .contains("GIT binary patch");
  }

  @Test
  void emptyFilesAndMissingLastNewlines() throws Exception {
    proven(repo().write("empty", "").write("train.py", "no newline").write("x", "also none"));
  }

  @Test
  void lineEnds() throws Exception {
    for (var setting : new String[] {"true", "input", "false"}) {
      var repo = Repo.init(temp.resolve(setting)).config("core.autocrlf", "false");
      repo.write("mixed", "a\r\nb\r\nc\n").write("unix", "a\nb\n").write("dos", "a\r\nb\r\n");
      repo.commit().config("core.autocrlf", setting).git("config", "core.safecrlf", "true");
      repo.write("mixed", "a\r\nb\r\nd\n").write("unix", "a\r\nc\r\n").write("dos", "a\r\nz\r\n");
      repo.write("new-dos", "x\r\ny\r\n").write("new-mixed", "x\r\ny\n");
      proven(repo);
    }
  }

  @Test
  void attributesAndFilters() throws Exception {
    var repo = repo();
    repo.write(
        ".gitattributes",
        "*.dat filter=up\n*.txt text eol=crlf\n*.u text working-tree-encoding=UTF-16LE\n*.py -diff\n");
    repo.config("filter.up.clean", "tr a-z A-Z").config("filter.up.smudge", "tr A-Z a-z");
    repo.write("a.dat", "abc\n").write("a.txt", "a\r\nb\r\n").commit();
    repo.write("a.dat", "abcd\n").write("b.dat", "new\n").write("a.txt", "a\r\nc\r\n");
    repo.write("w.u", new byte[] {'h', 0, 'i', 0, '\n', 0}).write("train.py", "changed\n");
    assertThat(proven(repo).patch()).contains("+ABCD", "+NEW").doesNotContain("abcd");
  }

  @Test
  void largeFilePointers() throws Exception {
    var repo = repo().write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
    // As Git LFS does: the repository holds a pointer, and a smudge gives it back as it is.
    repo.config("filter.lfs.clean", "printf 'oid sha256:'; sha256sum | cut -c1-64");
    repo.config("filter.lfs.smudge", "cat").config("filter.lfs.required", "true");
    repo.config("diff.lfs.textconv", "cat").write("w.bin", "weights 1").commit();
    var look = repo.write("w.bin", "weights 2").look();
    assertThat(look.patch()).contains("+oid sha256:").doesNotContain("weights");
    assertThat(repo.rebuilt(look, false)).isEqualTo(look.git().tree());
  }

  @Test
  void namesOfEveryKind() throws Exception {
    var repo = repo().write("caf\u00e9", "latin-1\n").commit().write("caf\u00e9", "changed\n");
    var names =
        new String[] {
          "with blank",
          "two\nlines",
          "tab\there",
          "\"quoted\"",
          "back\\slash",
          "-rf",
          "--help",
          ":(top)magic",
          ":!not",
          "*glob?[x]",
          " leading",
          "trailing ",
          "a b/b a",
          "\u0001bell\u0007",
          "uml\u00c3\u00a4ut",
          "\u00ff\u00fe/\u00e9",
          "b/b",
          "#hash",
          "~",
          "$HOME",
          "%41",
          "a/-/b",
          "dev/null"
        };
    for (var name : names) {
      repo.write(name, "new\n");
    }
    var git = proven(repo).git();
    assertThat(git.untracked())
        .hasSize(names.length)
        .contains("two\nlines", "uml\u00e4ut", "\"\\377\\376/\\351\"", "-rf", "%41");
  }

  @Test
  void noCommitYet() throws Exception {
    var repo = Repo.init(temp.resolve("unborn")).write("a.py", "a\n").git("add", "a.py");
    var git = proven(repo.write("dir/b.py", "b\n")).git();
    assertThat(git.commit()).isNull();
    assertThat(git.branch()).isEqualTo("main");
    assertThat(git.dirty()).isTrue();
    assertThat(git.patch()).isNotNull();
  }

  @Test
  void noCommitAndNoFiles() throws Exception {
    var git = Repo.init(temp.resolve("void")).look().git();
    assertThat(git.commit()).isNull();
    assertThat(git.dirty()).isFalse();
    assertThat(git.patch()).isNull();
  }

  @Test
  void detachedHead() throws Exception {
    var repo = repo().write("more", "1\n").commit().git("checkout", "-q", "--detach", "HEAD~1");
    assertThat(proven(repo.write("train.py", "old\n")).git().branch()).isNull();
  }

  @Test
  void linkedWorkTree() throws Exception {
    var main = repo().git("worktree", "add", "-q", "-b", "side", temp.resolve("side").toString());
    var before = main.insides();
    var side = Repo.at(temp.resolve("side")).write("train.py", "side\n").write("new", "n\n");
    var look = side.look();
    assertThat(main.insides()).isEqualTo(before);
    assertThat(look.git().branch()).isEqualTo("side");
    main.isRebuiltBy(look);
  }

  @Test
  void sparseCheckout() throws Exception {
    var repo = repo().write("big/one", "1\n").write("big/two", "2\n").write("s/three", "3\n");
    repo.commit().git("sparse-checkout", "set", "--cone", "--sparse-index", "src");
    assertThat(Files.exists(repo.dir.resolve("big"))).isFalse();
    proven(repo.write("src/model.py", "layers = 9\n").write("src/new.py", "n\n"));
    proven(repo.write("s/outside", "present though sparse\n"));
  }

  @Test
  void splitIndexAndUntrackedCache() throws Exception {
    var repo = repo().git("update-index", "--split-index").git("update-index", "--untracked-cache");
    repo.git("config", "core.splitIndex", "true").git("config", "core.untrackedCache", "true");
    var before = Files.list(repo.dir.resolve(".git")).toList().size();
    var look = repo.write("train.py", "split\n").write("new", "n\n").look();
    assertThat(Files.list(repo.dir.resolve(".git")).toList()).hasSize(before);
    repo.isRebuiltBy(look);
  }

  @Test
  void shallowClone() throws Exception {
    var origin = repo().write("two", "2\n").commit();
    var dir = temp.resolve("shallow");
    origin.git("clone", "-q", "--depth=1", "file://" + origin.dir, dir.toString());
    var look = Repo.at(dir).write("train.py", "shallow\n").look();
    origin.isRebuiltBy(look);
    assertThat(look.git().remote()).isEqualTo("file://" + origin.dir);
  }

  @Test
  void conflict() throws Exception {
    var repo = repo().git("checkout", "-q", "-b", "other").write("train.py", "theirs\n");
    repo.write("both", "theirs\n").delete("src/model.py").commit();
    repo.git("checkout", "-q", "main").write("train.py", "ours\n").write("both", "ours\n");
    repo.write("src/model.py", "layers = 4\n").commit();
    var merge = repo.git("config", "merge.conflictStyle", "merge");
    assertThat(mergeFails(merge)).isTrue();
    assertThat(proven(repo).patch()).contains("+<<<<<<< ");
  }

  private static boolean mergeFails(Repo repo) throws Exception {
    try {
      repo.git("merge", "-q", "other");
      return false;
    } catch (AssertionError e) {
      return true;
    }
  }

  @Test
  void intentToAdd() throws Exception {
    var repo = repo().write("soon.py", "soon\n").git("add", "-N", "soon.py");
    assertThat(proven(repo).patch()).contains("+soon");
  }

  @Test
  void ignoredUnlessTrackedByForce() throws Exception {
    var repo = repo().write(".gitignore", "*.log\n").commit();
    repo.write("a.log", "ignored\n").write("b.log", "forced\n").git("add", "-f", "b.log");
    var look = repo.look();
    assertThat(look.patch()).contains("+forced").doesNotContain("ignored");
    assertThat(repo.rebuilt(look, false)).isEqualTo(look.git().tree());
  }

  @Test
  void sha256Repository() throws Exception {
    var repo =
        Repo.init(temp.resolve("repo"), "--object-format=sha256").write("d/a", "1\n").commit();
    assertThat(proven(repo.write("d/a", "2\n").write("e/b", "3\n")).git().tree()).hasSize(64);
  }

  @Test
  void userSettingsDoNotSpoilThePatch() throws Exception {
    var repo = repo();
    for (var setting :
        new String[] {
          "diff.noprefix=true", "diff.mnemonicPrefix=true", "diff.external=false",
          "color.ui=always", "core.quotePath=false", "diff.algorithm=patience",
          "diff.context=0", "diff.interHunkContext=9", "diff.ignoreSubmodules=all",
          "diff.orderFile=missing", "diff.suppressBlankEmpty=true", "diff.wsErrorHighlight=all",
          "diff.relative=true", "status.showStash=true", "status.branch=false",
          "status.showUntrackedFiles=no", "status.relativePaths=true", "core.pager=false",
          "diff.indentHeuristic=true", "diff.dirstat=lines", "diff.submodule=log"
        }) {
      repo.git(
          "config",
          setting.substring(0, setting.indexOf('=')),
          setting.substring(setting.indexOf('=') + 1));
    }
    repo.write("train.py", "a\n\nb\n").git("stash", "-q").write("caf\u00e9/new", "a\n\nb\n");
    proven(repo.write("train.py", "a\n\nc\n"));
    var sub = repo.look(repo.dir.resolve("src"));
    repo.isRebuiltBy(sub);
  }

  @Test
  void emptyLinesInContext() throws Exception {
    var repo =
        repo()
            .write("t", "a\n\nb\n\nc\n")
            .commit()
            .git("config", "diff.suppressBlankEmpty", "true");
    proven(repo.write("t", "a\n\nB\n\nc\n"));
  }
}
