package dev.runlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DataCommandTest {
  private static final String PIPELINE =
      "(cd data && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)";

  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void projectWithData() {
    cli = new Cli(folder);
    cli.file("data/a.csv", "1\n");
    cli.file("data/b/c d.csv", "2\n");
    cli.file("data/b/e.csv", "3\n");
  }

  private String pipelineHash() {
    return "sha256:" + cli.sh(PIPELINE + " | sha256sum").substring(0, 64);
  }

  @Test
  void theHashIsThatOfTheShellsPipeline() throws IOException {
    var result = cli.runlog("data", "hash", "data");
    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo(pipelineHash() + "  data\n");
    assertThat(result.err()).contains("3 files, 6 bytes");
    assertThat(cli.runlog("data", "hash", "-o", "m.txt", "data").code()).isZero();
    assertThat(cli.sh("cat m.txt")).isEqualTo(cli.sh(PIPELINE));
    assertThat(cli.runlog("data", "hash", "data", "--output", "-").out())
        .isEqualTo(cli.sh(PIPELINE));
    assertThat(cli.sh("cd data && sha256sum -c ../m.txt")).contains("e.csv: OK");
    assertThat(cli.sh("ls -A . data")).doesNotContain(".m.txt");
  }

  @Test
  void severalPathsAndJson() throws IOException {
    var result = cli.runlog("data", "hash", "--json", "data", "data/a.csv", "nothing");
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err()).contains("nothing does not exist");
    var tree = Json.readObject("{\"all\": " + result.out() + "}");
    assertThat((List<?>) tree.get("all")).hasSize(2);
    assertThat(result.out()).contains(pipelineHash()).contains("\"files\": 3");
    assertThat(cli.runlog("data", "hash", "nothing").code()).isEqualTo(1);
    assertThat(cli.runlog("data", "hash").code()).isEqualTo(2);
    assertThat(cli.runlog("data", "hsh", "data").err()).contains("did you mean 'hash'");
  }

  @Test
  void aCheckSaysWhatIsAnother() {
    assertThat(cli.runlog("data", "check", "data").err()).contains("was never hashed");
    cli.runlog("data", "hash", "data");
    assertThat(cli.runlog("data", "check", "data").out())
        .isEqualTo("data: 3 files, all the same\n");
    cli.sh("echo 4 > data/a.csv; rm data/b/e.csv; echo new > \"data/new\nline\"");
    var result = cli.runlog("data", "check", "data");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out())
        .isEqualTo(
            """
            data: 1 added, 1 removed, 1 changed, 1 the same
              + "new\\nline"
              - b/e.csv
              ~ a.csv
            """);
    cli.sh(PIPELINE + " > m.txt");
    assertThat(cli.runlog("data", "check", "data", "--manifest", "m.txt").code()).isZero();
    assertThat(cli.runlog("data", "check", "data", "--json").out()).contains("\"same\": false");
  }

  @Test
  void runsAreCheckedAndCompared() {
    cli.runlog("run", "-q", "--data", "data", "--name", "one", "--", "true");
    assertThat(cli.runlog("data", "check", "@").code()).isZero();
    cli.sh("echo 4 > data/a.csv");
    var check = cli.runlog("data", "check", "@");
    assertThat(check.code()).isEqualTo(1);
    assertThat(check.out()).contains("~ a.csv");
    cli.runlog("run", "-q", "--data", "data", "--name", "two", "--", "true");
    var diff = cli.runlog("data", "diff", "one", "two");
    assertThat(diff.code()).isEqualTo(1);
    assertThat(diff.out())
        .isEqualTo("data: 0 added, 0 removed, 1 changed, 2 the same\n  ~ a.csv\n");
    assertThat(cli.runlog("data", "diff", "two", "two").code()).isZero();
    cli.runlog("run", "-q", "--name", "three", "--", "true");
    assertThat(cli.runlog("data", "check", "three").err()).contains("has no manifest of its data");
  }

  @Test
  void whatIsNoFileIsNamed() {
    cli.sh("mkfifo data/pipe; ln -s a.csv data/link");
    var result = cli.runlog("data", "hash", "data");
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out()).isEqualTo(pipelineHash() + "  data\n");
    assertThat(result.err()).contains("pipes, and left out").contains("  pipe");
    cli.sh("mkdir links; ln -s ../data/a.csv links/a; ln -s loop loop");
    assertThat(cli.runlog("data", "hash", "links").err()).contains("all it holds are links");
    assertThat(cli.runlog("data", "hash", "loop").code()).isEqualTo(1);
  }

  @Test
  void nothingIsKeptWithoutTheCache() {
    cli.runlog("data", "hash", "--no-cache", "data");
    assertThat(Files.exists(Path.of(cli.env.get("XDG_CACHE_HOME"), "runlog/hashes"))).isFalse();
  }

  @Test
  void whatWasOnlySampledIsHashedLater() {
    cli.file("runlog.toml", "[data]\npaths = [\"data\"]\nbudget = 1\n");
    cli.runlog("run", "-q", "--", "true");
    var before = Cli.record(cli.onlyRun());
    assertThat(Cli.field(before, "data.method")).isEqualTo("sampled");
    assertThat(Cli.field(before, "data.hash")).isNull();
    assertThat(cli.runlog("data", "hash", "--run", "@").code()).isZero();
    var after = Cli.record(cli.onlyRun());
    assertThat(Cli.field(after, "data.method")).isEqualTo("manifest");
    assertThat(Cli.field(after, "data.hash")).isEqualTo(pipelineHash());
    assertThat(String.valueOf(Cli.field(after, "capture.missing"))).doesNotContain("data.hash");
    assertThat(cli.runlog("data", "hash", "--run", "@").err()).contains("no data that waits");
  }

  @Test
  void whatHasChangedSinceIsNotHashedInItsPlace() {
    cli.file("runlog.toml", "[data]\npaths = \"data\"\nbudget = 1\n");
    cli.runlog("run", "-q", "--", "true");
    cli.sh("touch data/b/e.csv");
    var result = cli.runlog("data", "hash", "--run", "@");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("no longer what it was");
    assertThat(Cli.field(Cli.record(cli.onlyRun()), "data.method")).isEqualTo("sampled");
  }

  @Test
  void aManifestMayGoIntoAPipeAndThroughALink() throws IOException {
    cli.sh("mkfifo pipe; ln -s real.txt link.txt; touch real.txt; (cat pipe > got 2>&1 &)");
    assertThat(cli.runlog("data", "hash", "-o", "pipe", "data").code()).isZero();
    assertThat(cli.runlog("data", "hash", "-o", "link.txt", "data").code()).isZero();
    assertThat(cli.sh("test -p pipe; test -L link.txt; cat real.txt")).isEqualTo(cli.sh(PIPELINE));
    assertThat(cli.sh("cat got")).isEqualTo(cli.sh(PIPELINE));
    assertThat(cli.runlog("data", "hash", "-o", "/dev/full", "data").code()).isEqualTo(1);
    assertThat(cli.sh("test -c /dev/full; ls -A /dev")).doesNotContain(".full");
    var missing = cli.runlog("data", "hash", "-o", "no/such/folder.txt", "data");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("no/such/folder.txt cannot be written: it is not there");
  }

  @Test
  void aHomeThatCannotBeWrittenIsNoHindrance() {
    cli.file("state", "a file where a folder should be");
    cli.env.put("XDG_STATE_HOME", cli.project.resolve("state").toString());
    cli.env.put("XDG_CACHE_HOME", cli.project.resolve("state").toString());
    var result = cli.runlog("data", "hash", "data");
    assertThat(result.out()).isEqualTo(pipelineHash() + "  data\n");
    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("not kept for 'runlog data check'");
    assertThat(cli.runlog("data", "hash", "--json", "data").out()).contains("\"manifest\": null");
    assertThat(cli.runlog("data", "check", "data").err()).contains("was never hashed");
  }
}
