package dev.runlog.capture.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.runlog.capture.python.Python;
import dev.runlog.capture.python.Venv;
import dev.runlog.cli.Cli;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
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
    assertThat(result.out() + result.err())
        .containsPattern("files? (is|are) what")
        .doesNotContain("not what");
    assertThat(result.code()).isZero();
    assertThat(Cli.field(Cli.record(cli.runs().getLast()), "data.verified")).isEqualTo(true);
  }

  /// The folder of a tool's programs; it is installed from PyPI once.
  private static Path tool(String name, String... packages) throws Exception {
    var python = Venv.with(Python.any(), name, packages).executable();
    return Objects.requireNonNull(python.getParent());
  }

  private static Path dvc() throws Exception {
    return tool("dvc", "dvc").resolve("dvc");
  }

  private String script(String name, String tool, String arguments) throws Exception {
    var script = Path.of("src/test/python", name).toAbsolutePath();
    return cli.sh(tool(tool, tool) + "/python " + script + " " + arguments).strip();
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

  private void isAsserted(Map<String, Object> record, String method, String by) {
    assertThat(Cli.field(record, "data.method")).isEqualTo(method);
    assertThat(Cli.field(record, "data.asserted_by")).isEqualTo(by);
    assertThat(Cli.field(record, "data.verified")).isEqualTo(false);
  }

  private void differs(String... lines) {
    var result = cli.runlog("data", "verify", "@");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).contains("is not what").contains(lines);
    assertThat(Cli.field(Cli.record(cli.runs().getLast()), "data.verified")).isEqualTo(false);
  }

  private void withDataLad() throws Exception {
    var bin = tool("datalad", "datalad", "git-annex");
    cli.env.put("PATH", bin + ":" + cli.env.get("PATH"));
    cli.sh("mkdir set && mv data set/data && datalad create -f set && datalad save -d set -m d");
    cli.sh("test -L set/data/a.csv");
  }

  @Test
  void aDataLadDataSet() throws Exception {
    withDataLad();
    var record = recorded("set/data");
    isAsserted(
        record,
        "datalad",
        "datalad " + cli.sh("sed -n 's/.*id = //p' set/.datalad/config").strip());
    var commit = cli.sh("git -C set rev-parse HEAD").strip();
    assertThat(Cli.field(record, "data.identity")).isEqualTo("commit:" + commit);
    assertThat(Cli.field(record, "data.files")).isEqualTo(3L);
    verifies();
    cli.sh("git -C set gc -q && git -C set pack-refs --all");
    assertThat(Cli.field(recorded("set/data"), "data.identity")).isEqualTo("commit:" + commit);
    cli.sh("f=$(readlink -f set/data/a.csv); chmod u+w $f; printf '1\\n2\\nx\\n' > $f");
    differs("  ~ a.csv");
    cli.sh("chmod -R u+w set");
  }

  @Test
  void filesThatDataLadDroppedAreMissing() throws Exception {
    withDataLad();
    cli.sh("cd set && datalad drop --reckless kill data/a.csv");
    isAsserted(
        recorded("set/data"),
        "datalad",
        "datalad " + cli.sh("sed -n 's/.*id = //p' set/.datalad/config").strip());
    differs("  - a.csv");
    cli.sh("chmod -R u+w set");
  }

  @Test
  void aDataLadDataSetInAnother() throws Exception {
    withDataLad();
    cli.sh(
        "datalad create super && datalad clone -d super set super/sub && datalad get -d super super/sub/data");
    var record = recorded("super/sub/data");
    assertThat(Cli.field(record, "data.method")).isEqualTo("datalad");
    assertThat(Cli.field(record, "data.identity"))
        .isEqualTo("commit:" + cli.sh("git -C super/sub rev-parse HEAD").strip());
    verifies();
    cli.sh("chmod -R u+w set super");
  }

  @Test
  void aCacheThatTheHubsOwnLibraryMade() throws Exception {
    cli.sh("rm data/b/*é*; echo 'a file of more than twenty bytes' > data/b/large.csv");
    var snapshot = script("hub_cache.py", "huggingface_hub", "data hub");
    assertThat(snapshot).contains("/datasets--lab--digits/snapshots/c0ffee");
    var record = recorded(snapshot);
    isAsserted(record, "huggingface", "lab/digits");
    assertThat(Cli.field(record, "data.identity")).isEqualTo("revision:c0ffee" + "0".repeat(34));
    assertThat(Cli.field(record, "data.files")).isEqualTo(3L);
    assertThat(Cli.field(record, "data.hash")).isNull();
    verifies();
    cli.sh("printf '1\\n2\\nx\\n' > " + snapshot + "/a.csv");
    recorded(snapshot);
    differs("  ~ a.csv");
    // a file alone is a blob alone
    isAsserted(recorded(snapshot + "/b/large.csv"), "huggingface", "lab/digits");
    assertThat(String.valueOf(Cli.field(Cli.record(cli.runs().getLast()), "data.hash")))
        .startsWith("sha256:");
    verifies();
  }

  @Test
  void aDescriptionThatTheLibraryOfCroissantWrote() throws Exception {
    cli.sh("rm data/b/*é*");
    script("write_croissant.py", "mlcroissant", "data");
    var record = recorded("data");
    isAsserted(record, "croissant", "croissant.json");
    assertThat(Cli.field(record, "data.files")).isEqualTo(3L);
    verifies();
    cli.sh("echo 9 >> data/a.csv");
    recorded("data");
    differs("  ~ a.csv");
    cli.sh("echo 9 > data/new.csv");
    assertThat(Cli.field(recorded("data"), "data.method")).isEqualTo("manifest");
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
