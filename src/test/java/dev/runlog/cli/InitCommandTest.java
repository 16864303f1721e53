package dev.runlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.json.Toml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {
  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void project() {
    cli = new Cli(folder);
    cli.file("src/main.py", "");
    cli.file("run.sh", "");
    cli.file("Makefile", "train-big: x\n\ttrue\ntrain := no\n");
    cli.file("data/a.csv", "");
    cli.committed();
  }

  private String read(String name) throws IOException {
    return Files.readString(cli.project.resolve(name));
  }

  @Test
  void itProposesWhatIsThereAndSaysWhatIsNext() throws IOException {
    var result = cli.runlogIn(cli.project.resolve("src"), "init", "--gitignore");
    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("wrote ", "runlog hook ", "Next:");
    var settings = Toml.read(read("runlog.toml"));
    assertThat(String.valueOf(settings.get("experiments")))
        .contains("python* train*.py", "python* main.py", "./run*.sh", "make train-big", "torchrun")
        .doesNotContain("make train]", "make train,", "./train*.sh");
    assertThat(read("runlog.toml")).contains("# data = [\"data\"]");
    assertThat(read(".gitignore")).isEqualTo("/outputs/\n");
    assertThat(cli.runlog("run", "-q", "--", "true").code()).isZero();
    assertThat(cli.sh("git status --porcelain")).isEqualTo("?? .gitignore\n?? runlog.toml\n");
  }

  @Test
  void againItChangesNothing() throws IOException {
    cli.file(".gitignore", "*.pyc");
    cli.runlog("init", "--gitignore");
    var settings = read("runlog.toml");
    assertThat(read(".gitignore")).isEqualTo("*.pyc\n/outputs/\n");
    var again = cli.runlog("init", "--gitignore");
    assertThat(again.err()).contains("stays as it is", "already").doesNotContain("wrote");
    assertThat(read("runlog.toml")).isEqualTo(settings);
    assertThat(read(".gitignore")).isEqualTo("*.pyc\n/outputs/\n");
  }

  @Test
  void settingsWithoutExperimentsGetThemAndKeepTheRest() throws IOException {
    cli.file("runlog.toml", "output = \"runs\"\n");
    cli.runlog("init", "--gitignore");
    assertThat(read("runlog.toml")).endsWith("]\n\noutput = \"runs\"\n").contains("experiments");
    assertThat(read(".gitignore")).isEqualTo("/runs/\n");
    assertThat(cli.runlog("ls").err()).doesNotContain("runlog.toml");
  }

  @Test
  void dryItShowsAllAndWritesNothing() {
    var result = cli.runlog("init", "--gitignore", "--dry-run");
    assertThat(result.out())
        .contains("+++ ", "runlog.toml\n", "+experiments = [\n", "+  \"torchrun\",\n")
        .contains(".gitignore\n+/outputs/\n");
    assertThat(cli.sh("git status --porcelain")).isEmpty();
  }

  @Test
  void aPatternThatAHookCannotReadIsNamed() {
    cli.file("runlog.toml", "experiments = ['python \"x\"']\n");
    assertThat(cli.runlog("ls").err()).contains("runlog.toml:1: experiments has a pattern");
  }
}
