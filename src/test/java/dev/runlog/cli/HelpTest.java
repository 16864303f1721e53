package dev.runlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelpTest {
  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void project() {
    cli = new Cli(folder);
  }

  @Test
  void everyCommandIsListedAndExplainedWithExamplesFirst() {
    var overview = cli.runlog("--help").out();
    for (var command : Main.commands()) {
      assertThat(overview).contains(command.name()).contains(command.summary());
      var page = cli.runlog(command.name(), "--help").out();
      assertThat(page).startsWith("runlog " + command.name() + " - ").contains("\nUsage: runlog ");
      assertThat(page.indexOf("Examples:")).isPositive().isLessThan(page.indexOf("Options:"));
      command.options().getOptions().forEach(o -> assertThat(page).contains("--" + o.getLongOpt()));
      assertThat(page.lines()).allMatch(line -> line.length() <= 100, "fits a terminal");
      assertThat(cli.runlog("help", command.name()).out()).isEqualTo(page);
    }
  }

  @Test
  void helpAfterTheDashesIsTheCommandsOwn() {
    assertThat(cli.runlog("run", "--", "sh", "-c", "echo $1", "sh", "--help").childOut())
        .isEqualTo("--help\n");
    assertThat(cli.runlog("run", "sh", "-c", "echo $1", "sh", "--help").childOut())
        .isEqualTo("--help\n");
  }

  @Test
  void aWrongWordIsAnErrorWithTheWayOut() {
    assertThat(cli.runlog("lss").code()).isEqualTo(2);
    assertThat(cli.runlog("ls", "--limt", "3").err()).contains("ls: ").contains("runlog ls --help");
    assertThat(cli.runlog("ls", "--limit", "x").err())
        .contains("--limit takes a whole number, not 'x'");
    assertThat(cli.runlog("completion", "tcsh").err())
        .contains("'tcsh' is none of bash, zsh, fish");
    assertThat(cli.runlog("show").err()).contains("there are no runs in").contains("runlog run --");
  }

  @Test
  void bashCompletesCommandsOptionsAndRuns() {
    cli.runlog("run", "-q", "--name", "one", "--", "true");
    cli.file("completion.bash", cli.runlog("completion", "bash").out());
    var ask =
        "COMP_WORDS=(runlog %s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _runlog; echo ${COMPREPLY[@]}; ";
    var script =
        ". ./completion.bash; "
            + ask.formatted("sho")
            + ask.formatted("run --mes")
            + ask.formatted("show 2");
    cli.file("ask.bash", script);
    assertThat(cli.sh("bash ask.bash"))
        .isEqualTo("show\n--message\n" + cli.onlyRun().getFileName() + "\n");
  }

  @Test
  void doctorNamesWhatIsMissing() {
    cli.env.put("PATH", folder.toString());
    var result = cli.runlog("doctor");
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("--  git")
        .contains("no code in the record")
        .contains("ok  runlog");
    assertThat(cli.runlog("doctor", "--json").out()).startsWith("[").contains("\"works\": false");
  }
}
