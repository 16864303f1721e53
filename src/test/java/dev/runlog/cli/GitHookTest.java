package dev.runlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The reminder, with a real `git push` and a `runlog` on the PATH that says what it is told to.
class GitHookTest {
  @TempDir private Path folder;
  private Cli cli;
  private Path hook;

  @BeforeEach
  void repository() throws IOException {
    cli = new Cli(folder);
    cli.committed();
    cli.sh("git init -q --bare ../far && git remote add origin ../far");
    hook = cli.project.resolve(".git/hooks/pre-push");
    Files.deleteIfExists(hook);
    var bin = Files.createDirectories(folder.resolve("bin"));
    var program = bin.resolve("runlog");
    Files.writeString(
        program, "#!/bin/sh\necho \"$*: 2 runs to write\"\nexit $(cat " + folder + "/code)\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    cli.env.put("PATH", bin + ":" + cli.env.get("PATH"));
    answer(1);
  }

  private void answer(int code) throws IOException {
    Files.writeString(folder.resolve("code"), code + "\n");
  }

  private String push() {
    return cli.sh("git commit -q --allow-empty -m more && git push -q origin HEAD:main 2>&1");
  }

  @Test
  void itNamesTheDebtAndStopsNothing() throws IOException {
    assertThat(cli.runlog("hook", "git").code()).isZero();
    assertThat(push()).contains("todo --check: 2 runs to write");
    answer(0);
    assertThat(push()).isEmpty();
    answer(2); // an older runlog without this command
    assertThat(push()).isEmpty();
    assertThat(cli.runlog("hook", "git", "--remove").code()).isZero();
    assertThat(hook).doesNotExist();
  }

  @Test
  void theDoctorTellsWhichHooksAreInstalled() throws IOException {
    assertThat(cli.runlog("doctor").out())
        .contains("--  experiments", "--  shell hook", "--  git hook", "runlog hook git");
    var home = Path.of(cli.env.get("HOME"));
    Files.writeString(home.resolve(".bashrc"), "# eval \"$(runlog hook bash)\"\n");
    assertThat(cli.runlog("doctor").out()).contains("--  shell hook");
    Files.writeString(home.resolve(".zshrc"), "x=1\n  eval \"$(runlog hook zsh)\"\n");
    var fish = Files.createDirectories(home.resolve(".config/fish/conf.d")).resolve("r.fish");
    Files.writeString(fish, "runlog hook fish | source\n");
    cli.file("runlog.toml", "experiments = ['make train', 'torchrun']\n");
    cli.runlog("hook", "git");
    assertThat(cli.runlog("doctor").out())
        .contains("ok  shell hook     zsh in " + home.resolve(".zshrc") + ", fish in " + fish)
        .contains("ok  experiments    2 in ", "ok  git hook       " + hook);
  }

  @Test
  void aHookThatIsThereWorksAsBefore() throws IOException {
    var own =
        "#!/usr/bin/env bash\nset -eu\nwhile read -r local rest; do echo own $local; done\nexit 0\n";
    Files.writeString(hook, own);
    assertThat(hook.toFile().setExecutable(true)).isTrue();
    cli.runlog("hook", "git");
    cli.runlog("hook", "git");
    assertThat(push()).containsOnlyOnce("2 runs to write").contains("own HEAD");
    cli.runlog("hook", "git", "--remove");
    assertThat(hook).hasContent(own);
  }

  @Test
  void whatIsNoShellScriptOrIsSharedStaysAsItIs() throws IOException {
    Files.writeString(hook, "#!/usr/bin/env python3\n");
    assertThat(hook.toFile().setExecutable(true)).isTrue();
    assertThat(cli.runlog("hook", "git").err()).contains("is no shell script", "todo --check");
    assertThat(hook).hasContent("#!/usr/bin/env python3\n");
    Files.writeString(hook, "#!/bin/sh\n");
    assertThat(hook.toFile().setExecutable(false)).isTrue();
    assertThat(cli.runlog("hook", "git").err()).contains("is switched off");
    cli.sh("mkdir ../shared && git config core.hooksPath \"$PWD/../shared\"");
    assertThat(cli.runlog("hook", "git").err()).contains("core.hooksPath");
    cli.sh("git config core.hooksPath tools/hooks");
    assertThat(cli.runlog("hook", "git").code()).isZero();
    assertThat(cli.project.resolve("tools/hooks/pre-push")).isExecutable();
    assertThat(push()).contains("2 runs to write");
  }

  @Test
  void outsideARepositoryItSaysSo() {
    assertThat(cli.runlogIn(folder, "hook", "git").err()).contains("no Git repository");
  }
}
