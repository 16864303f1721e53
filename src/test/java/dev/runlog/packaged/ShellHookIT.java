package dev.runlog.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The hooks in real interactive shells.
@Timeout(180)
class ShellHookIT {
  private static final String SETTINGS =
      """
      output = "outputs" # experiments = ["no"]
      experiments = [
        "python* train*.py",   # a ] and "a string" in a comment
        "torchrun",'make train',
        "./run*.sh", "python*  -m *train*",
      ]
      redact = ["#"]
      """;
  private static final Path PTY =
      Path.of("src/test/java/dev/runlog/launch/pty.py").toAbsolutePath();

  @TempDir private Path folder;
  private Packaged runlog;

  @BeforeEach
  void project() throws IOException {
    runlog = new Packaged(Files.createDirectories(folder.resolve("a folder")));
    runlog.env.put("TERM", "dumb");
    runlog.file("runlog.toml", SETTINGS);
    runlog.file("train.py", "import sys\nprint('ran', sys.argv[1:])\n");
    runlog.file("other.py", "import sys\nprint('other', sys.argv[1:])\n");
    runlog.file("sub/below.py", "");
    runlog.file("Makefile", "train:\n\tpython3 train.py made\n");
    runlog.file("run_all.sh", "#!/bin/sh\necho all \"$@\"\n").toFile().setExecutable(true);
  }

  private static List<String> interactive(String shell) {
    return switch (shell) {
      case "bash" -> List.of("env", "PS1=R> ", "bash", "--norc", "--noprofile", "-i");
      case "zsh" -> List.of("env", "PS1=R> ", "zsh", "-f", "-i");
      default ->
          List.of("fish", "--no-config", "-C", "function fish_prompt; echo 'R> '; end", "-i");
    };
  }

  private void assumeIsHere(String shell) {
    var found =
        List.of(runlog.env.getOrDefault("PATH", "").split(":")).stream()
            .anyMatch(dir -> Files.isExecutable(Path.of(dir, shell)));
    assumeTrue(found, shell + " is not installed");
  }

  private String hook(String shell) throws Exception {
    var file = folder.resolve("hook." + shell);
    Files.writeString(file, runlog.runlog("hook", shell).out());
    return "source " + file + "\n";
  }

  /// What an interactive shell prints that reads its lines from a file.
  private String lines(String shell, String text) throws Exception {
    var script = Files.writeString(folder.resolve("lines"), hook(shell) + text);
    var command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" <" + script, "sh"));
    command.addAll(interactive(shell));
    var result = runlog.startCommand(command).await();
    return result.out() + result.err();
  }

  /// The recorded command lines, in order.
  private List<String> recorded() throws IOException {
    var lines = new ArrayList<String>();
    for (var run : runlog.runs()) {
      var command = (Map<?, ?>) Packaged.record(run).get("command");
      lines.add(((List<?>) command.get("argv")).toString());
    }
    lines.sort(null);
    return lines;
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void whatFitsIsRecordedAndNothingElse(String shell) throws Exception {
    assumeIsHere(shell);
    var text =
        """
        python3 train.py 'a b' '*'
        python3 other.py 1
        python3 -u train.py piped | cat
        RUNLOG=0 python3 train.py unwanted
        python3 train.py --help
        nohup python3 train.py behind
        make train
        runlog off
        python3 train.py off
        runlog on
        cd sub
        python3 ../train.py below
        cd %s
        python3 %s/train.py elsewhere
        """;
    var printed =
        lines(
            shell,
            text.formatted(folder, "'" + runlog.project + "'") + "cd '" + runlog.project + "'\n");
    assertThat(printed)
        .contains("ran ['a b', '*']", "other ['1']", "ran ['piped']", "ran ['unwanted']")
        .contains("ran ['--help']", "ran ['behind']", "ran ['off']", "ran ['below']")
        .contains("ran ['elsewhere']", "ran ['made']");
    assertThat(recorded())
        .containsExactlyInAnyOrder(
            "[make, train]",
            "[python3, ../train.py, below]",
            "[python3, -u, train.py, piped]",
            "[python3, train.py, a b, *]",
            "[python3, train.py, behind]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void aliasesSubshellsScriptsAndExitCodesAreAsBefore(String shell) throws Exception {
    assumeIsHere(shell);
    runlog.file("train.py", "import sys\nprint('ran', sys.argv[1:])\nsys.exit(7)\n");
    var printed =
        lines(
            shell,
            """
            cd ..
            alias t='python3 train.py aliased'
            cd project
            t
            echo code $?
            cd ..
            (cd project && ./run_all.sh 'x y')
            cd project && python3 train.py joined || echo failed
            python3() { echo mine; }
            python3 train.py
            cd ..; cd project
            python3 train.py
            for i in 1 2; do ./run_all.sh $i; done
            x=$(./run_all.sh inner); echo "[$x]"
            """);
    assertThat(printed)
        .contains("code 7", "all x y", "failed", "mine\n", "all 1\nall 2\n", "[all inner]");
    assertThat(recorded())
        .containsExactlyInAnyOrder(
            "[./run_all.sh, 1]",
            "[./run_all.sh, 2]",
            "[./run_all.sh, inner]",
            "[./run_all.sh, x y]",
            "[python3, train.py, aliased]",
            "[python3, train.py, joined]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void noProcessIsStartedToDecide(String shell) throws Exception {
    assumeIsHere(shell);
    assumeTrue(Files.isReadable(Path.of("/proc/self/stat")), "no /proc");
    // the eleventh field counts the page faults of children that have ended, of its own copies too
    var count =
        shell.equals("fish")
            ? "read -l f </proc/$fish_pid/stat; echo \"faults \"(string split ' ' -- $f)[11]\n"
            : "read -r a b c d e f g h i j k l </proc/self/stat; echo faults $k\n";
    var decide =
        """
        cd sub
        cd ..
        _runlog_look; _runlog_is_on; _runlog_matches python3 other.py
        _runlog_matches python3 train.py && echo fits
        """;
    var printed = lines(shell, count + decide + count + "sh -c :\n" + count);
    var faults = printed.lines().filter(line -> line.matches("faults \\d+")).toList();
    assertThat(printed).contains("fits\n");
    assertThat(faults).hasSize(3);
    assertThat(faults.get(1)).isEqualTo(faults.get(0));
    assertThat(faults.get(2)).isNotEqualTo(faults.get(1));
  }

  @Test
  void underStrictOptionsNothingBreaks() throws Exception {
    var text =
        """
        set -eu -o pipefail
        IFS=/
        set -f
        shopt -s failglob nullglob
        cd sub
        cd ..
        ./run_all.sh strict
        python3 train.py strict
        python3 other.py strict
        RUNLOG_RUN_DIR=/nowhere python3 train.py stale
        echo still here
        """;
    assertThat(lines("bash", text)).contains("other ['strict']", "still here");
    assertThat(recorded())
        .containsExactlyInAnyOrder(
            "[./run_all.sh, strict]", "[python3, train.py, stale]", "[python3, train.py, strict]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void aBrokenSettingsFileOrAMissingProgramNeverStopsACommand(String shell) throws Exception {
    assumeIsHere(shell);
    runlog.file("runlog.toml", "experiments = ['python* train*.py']\nnonsense = 1\n");
    var printed = lines(shell, "python3 train.py 1\n");
    assertThat(printed).contains("ran ['1']", "nonsense is not a setting", "NOT recorded");
    runlog.file("runlog.toml", "experiments = [[[ 'python* train*.py\n\0\n");
    assertThat(lines(shell, "python3 train.py 2\n")).contains("ran ['2']");
    runlog.file("runlog.toml", SETTINGS);
    hook(shell);
    var hook = folder.resolve("hook." + shell);
    var text = Files.readString(hook).replace(Packaged.LAUNCHER.toString(), "/nowhere/runlog");
    runlog.env.put("PATH", "/usr/bin:/bin");
    var moved = Files.writeString(folder.resolve("moved"), text);
    var script =
        Files.writeString(folder.resolve("gone"), "source " + moved + "\npython3 train.py 3\n");
    var command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" <" + script, "sh"));
    command.addAll(interactive(shell));
    var result = runlog.startCommand(command).await();
    assertThat(result.out() + result.err()).contains("ran ['3']", "NOT recorded");
    assertThat(runlog.runs()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void insideARunThatGoesOnNothingIsRecordedAgain(String shell) throws Exception {
    assumeIsHere(shell);
    var script = Files.writeString(folder.resolve("inner"), hook(shell) + "python3 train.py in\n");
    var command = new ArrayList<>(List.of("run", "-q", "--", "sh", "-c", "exec \"$@\" <" + script));
    command.add("sh");
    command.addAll(interactive(shell));
    assertThat(runlog.runlog(command.toArray(String[]::new)).out()).contains("ran ['in']");
    assertThat(runlog.runs()).hasSize(1);
    // and after it, a shell that still has its variables records again
    runlog.env.put("RUNLOG_RUN_DIR", runlog.runs().getFirst().toString());
    lines(shell, "python3 train.py after\n");
    assertThat(runlog.runs()).hasSize(2);
  }

  /// Steps under a pseudo-terminal: what to wait for, what to type.
  private String typed(String shell, String... steps) throws Exception {
    var pairs = new ArrayList<List<String>>();
    pairs.add(List.of("R> ", hook(shell)));
    for (int i = 0; i < steps.length; i += 2) {
      pairs.add(List.of(steps[i], steps[i + 1]));
    }
    var json = dev.runlog.json.Json.pretty(pairs);
    var command = new ArrayList<>(List.of("python3", PTY.toString(), "40x160", json, "--"));
    command.addAll(interactive(shell));
    var result = runlog.startCommand(command).await();
    assertThat(result.code()).as(result.out()).isNotEqualTo(99);
    return result.out().getBytes(StandardCharsets.UTF_8).length == 0 ? "" : result.out();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void aRunIsStoppedContinuedInterruptedAndPutBehind(String shell) throws Exception {
    assumeIsHere(shell);
    runlog.file(
        "train.py",
        """
        import sys, time
        print("started" + sys.argv[1], flush=True)
        for i in range(int(sys.argv[2])): time.sleep(0.05)
        print("ended" + sys.argv[1], flush=True)
        sys.exit(7 if sys.argv[1] in "AD" else 0)
        """);
    runlog.file("other.py", "exec(open('train.py').read())\n");
    var printed =
        typed(
            shell,
            "R> ",
            "python3 train.py A 40\n",
            "startedA",
            "\u001a",
            "R> ",
            "jobs; fg\n",
            "endedA",
            "",
            "R> ",
            "echo code $?\n",
            "code 7",
            "",
            "R> ",
            "python3 other.py D 20 2>&1\n",
            "startedD",
            "\u001a",
            "R> ",
            "fg\n",
            "endedD",
            "",
            "R> ",
            "echo code $? again\n",
            "code 7 again",
            "",
            "R> ",
            "python3 train.py B 2000\n",
            "startedB",
            "\u0003",
            "R> ",
            "echo code $?\n",
            "code 130",
            "",
            "R> ",
            "python3 train.py C 10 & wait; echo waited\n",
            "endedC",
            "",
            "waited\r",
            "",
            "R> ",
            "fc -l -1 -1\n",
            "waited\r",
            "exit\n");
    assertThat(printed).contains("code 130").containsPattern("(?m)[Ss](topped|uspended) .*python3");
    assertThat(recorded()).hasSize(3);
  }

  @Test
  void inFishARunIsPutBehindAndAPathBecomesVisible() throws Exception {
    assumeIsHere("fish");
    runlog.env.put("TERM", "xterm");
    var printed =
        typed(
            "fish",
            "R> ",
            "python3 train.py back &; echo front\r",
            "front",
            "",
            "ran ",
            "./run_all.sh typed\r",
            "all typed",
            "exit\r");
    assertThat(printed).contains("runlog run --anyway -- ./run_all.sh");
    assertThat(recorded()).contains("[./run_all.sh, typed]", "[python3, train.py, back]");
  }
}
