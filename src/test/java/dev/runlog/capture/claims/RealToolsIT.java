package dev.runlog.capture.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.runlog.cli.Cli;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Repositories that the real tools make; each is skipped where its tool cannot be had.
@Timeout(600)
class RealToolsIT {
  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void project() {
    cli = new Cli(folder);
    cli.file("train.py", "print('loss 1')\n");
    cli.committed();
    cli.file("data/a.csv", "1\r\n2\r\n");
    cli.file("data/b/c d.csv", "3\n");
    cli.file("data/b/\u00e9\n", "4\n");
  }

  private Map<String, Object> recorded(String data) {
    var result = cli.runlog("run", "-q", "--data", data, "--", "true");
    assertThat(result.code()).as(result.err()).isZero();
    return Cli.record(cli.runs().getLast());
  }

  private void verifies() {
    var result = cli.runlog("data", "verify", "@");
    assertThat(result.out() + result.err()).contains("files are what").doesNotContain("not what");
    assertThat(result.code()).isZero();
    assertThat(Cli.field(Cli.record(cli.runs().getLast()), "data.verified")).isEqualTo(true);
  }

  /// Where `dvc` is; it is installed from PyPI once.
  private static Path dvc() throws Exception {
    var cache = Path.of(System.getProperty("user.home"), ".cache/runlog-test");
    Files.createDirectories(cache);
    var venv = cache.resolve("venv-dvc");
    try (var channel =
            FileChannel.open(
                cache.resolve("venv-dvc.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      if (lock.isValid() && !Files.exists(venv.resolve("complete"))) {
        boolean made =
            succeeds("python3", "-m", "venv", "--clear", venv.toString())
                && succeeds(
                    venv.resolve("bin/python").toString(), "-m", "pip", "install", "-q", "dvc");
        assumeTrue(made, "dvc cannot be installed");
        Files.createFile(venv.resolve("complete"));
      }
    }
    return venv.resolve("bin/dvc");
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean ended = process.waitFor(400, TimeUnit.SECONDS);
    process.destroyForcibly();
    return ended && process.exitValue() == 0;
  }

  private void withDvc(String more) throws Exception {
    var dvc = dvc();
    cli.env.put("DVC_NO_ANALYTICS", "1");
    cli.sh(
        dvc
            + " init -q"
            + more
            + " && "
            + dvc
            + " add -q data && git add -A . && git commit -qm d");
  }

  @Test
  void aFolderThatDvcTracks() throws Exception {
    withDvc("");
    var record = recorded("data");
    assertThat(Cli.field(record, "data.method")).isEqualTo("dvc");
    assertThat(Cli.field(record, "data.asserted_by")).isEqualTo("data.dvc");
    assertThat(Cli.field(record, "data.verified")).isEqualTo(false);
    assertThat(Cli.field(record, "data.hash")).isNull();
    assertThat(Cli.field(record, "data.files")).isEqualTo(3L);
    var md5 = cli.sh("sed -n 's/.*md5: //p' data.dvc").strip();
    assertThat(Cli.field(record, "data.identity")).isEqualTo("md5:" + md5);
    verifies();
    // the tool that everybody has can check it too
    cli.sh("rm data/b/*4* 2>/dev/null; cd data && md5sum -c ../outputs/*/data_claims.txt");
  }

  @Test
  void withoutItsCacheTheWholeIsStillVerified() throws Exception {
    withDvc("");
    cli.sh("rm -r .dvc/cache");
    assertThat(Cli.field(recorded("data"), "data.method")).isEqualTo("dvc");
    verifies();
    cli.sh("printf '5\\n' > 'data/b/c d.csv'");
    var result = cli.runlog("data", "verify", "@");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).contains("is not what data.dvc says");
  }

  @Test
  void filesThatDvcReplacedByLinksIntoItsCache() throws Exception {
    withDvc(" && " + dvc() + " config cache.type symlink");
    cli.sh("test -L data/a.csv");
    assertThat(Cli.field(recorded("data"), "data.files")).isEqualTo(3L);
    verifies();
  }

  @Test
  void anEditThatDvcDoesNotKnowIsFoundByItsSizeOrByReading() throws Exception {
    withDvc("");
    cli.sh("chmod -R u+w data && printf '9\\n' > 'data/b/c d.csv'");
    recorded("data");
    var result = cli.runlog("data", "verify", "@");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).contains("  ~ b/c d.csv");
    cli.sh("printf '10\\n' > 'data/b/c d.csv'");
    assertThat(Cli.field(recorded("data"), "data.method")).isEqualTo("manifest");
  }

  @Test
  void filesInGitLfs() {
    assumeTrue(isThere("git lfs version"), "there is no git-lfs");
    cli.sh(
        "git lfs install --local -q 2>/dev/null || git lfs install --local; git lfs track 'data/**'"
            + " && rm data/b/*é* && git add -A . && git commit -qm d");
    var record = recorded("data");
    assertThat(Cli.field(record, "data.method")).isEqualTo("git-lfs");
    assertThat(Cli.field(record, "data.verified")).isEqualTo(false);
    var pipeline =
        cli.sh(
            "cd data && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum");
    assertThat(Cli.field(record, "data.hash")).isEqualTo("sha256:" + pipeline.substring(0, 64));
    verifies();
    cli.sh("echo more >> data/a.csv");
    assertThat(Cli.field(recorded("data"), "data.method")).isEqualTo("git-lfs");
    assertThat(Cli.field(recorded("data"), "data.hash"))
        .isNotEqualTo("sha256:" + pipeline.substring(0, 64));
  }

  @Test
  void filesInGitAnnex() {
    assumeTrue(isThere("git annex version"), "there is no git-annex");
    cli.sh(
        "git annex init -q t >/dev/null && git annex add -q data >/dev/null && git commit -qm d");
    cli.sh("test -L data/a.csv");
    var record = recorded("data");
    assertThat(Cli.field(record, "data.method")).isEqualTo("git-annex");
    assertThat(Cli.field(record, "data.files")).isEqualTo(3L);
    verifies();
    cli.sh("chmod -R u+w .git/annex/objects");
  }

  private boolean isThere(String command) {
    try {
      cli.sh(command);
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }
}
