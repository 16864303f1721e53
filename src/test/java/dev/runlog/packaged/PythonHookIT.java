package dev.runlog.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The hook in a real virtual environment.
@Timeout(180)
class PythonHookIT {
  @TempDir private Path folder;
  private Packaged runlog;
  private Path python;

  @BeforeEach
  void project() throws Exception {
    runlog = new Packaged(folder);
    runlog.file("runlog.toml", "experiments = ['python* train*.py', \"python* -m *train*\"]\n");
    runlog.file("train.py", "import sys\nprint('ran', sys.argv[1:])\nsys.exit(3)\n");
    runlog.file("other.py", "import sys\nprint('other', sys.argv[1:])\n");
    var venv = folder.resolve("venv");
    var made =
        runlog
            .startCommand(List.of("python3", "-m", "venv", "--without-pip", venv.toString()))
            .await();
    assertThat(made.code()).as(made.err()).isZero();
    runlog.env.put("VIRTUAL_ENV", venv.toString());
    python = venv.resolve("bin/python");
    assertThat(runlog.runlog("doctor").out()).contains("--  python hook");
    assertThat(runlog.runlog("hook", "python").code()).isZero();
    assertThat(runlog.runlog("doctor").out()).contains("ok  python hook    " + venv);
    runlog.env.remove("VIRTUAL_ENV");
  }

  private Packaged.Result python(String... args) throws Exception {
    var command = new ArrayList<>(List.of(python.toString()));
    command.addAll(List.of(args));
    return runlog.startCommand(command).await();
  }

  private static List<?> argv(Path run) throws IOException {
    return (List<?>) ((Map<?, ?>) Packaged.record(run).get("command")).get("argv");
  }

  @Test
  void anExperimentIsRecordedWhoeverStartsIt() throws Exception {
    var result = python("-u", "train.py", "a b", "*");
    assertThat(result).isEqualTo(new Packaged.Result(3, "ran ['a b', '*']\n", ""));
    assertThat(argv(runlog.runs().getFirst()))
        .isEqualTo(List.of(python.toString(), "-u", "train.py", "a b", "*"));
    runlog.file(
        "starts.py",
        "import subprocess, sys\nsubprocess.run([sys.executable, 'train.py', 'inner'])\n");
    assertThat(python("starts.py").out()).isEqualTo("ran ['inner']\n");
    runlog.file("Makefile", "all:\n\t-@" + python + " train.py made\n");
    assertThat(runlog.startCommand(List.of("make", "-j2", "all")).await().out())
        .contains("ran ['made']");
    runlog.file("pkg/train_it.py", "import sys\nprint('module', sys.argv[1:])\n");
    assertThat(python("-m", "pkg.train_it", "x").out()).isEqualTo("module ['x']\n");
    assertThat(runlog.runs()).hasSize(4);
  }

  @Test
  void nothingElseIsTouched() throws Exception {
    assertThat(python("other.py", "train.py").out()).isEqualTo("other ['train.py']\n");
    assertThat(python("-c", "print(1)").out()).isEqualTo("1\n");
    assertThat(python("-m", "timeit", "-n1", "-r1", "pass").code()).isZero();
    assertThat(python("train.py", "--help").out()).isEqualTo("ran ['--help']\n");
    var sh = "printf 'print(2)' | " + python + " -; RUNLOG=0 " + python + " train.py no; exit 0";
    assertThat(runlog.startCommand(List.of("sh", "-c", sh)).await().out())
        .isEqualTo("2\nran ['no']\n");
    // a debugger, a rank of a distributed job, a file that was handed over
    sh = "echo c | " + python + " -m pdb train.py d; RANK=1 " + python + " train.py rank";
    assertThat(runlog.startCommand(List.of("sh", "-c", sh)).await().out())
        .contains("ran ['d']", "ran ['rank']");
    runlog.file("train_fd.py", "import os\nprint(os.read(7, 9))\n");
    sh = "exec 7<other.py; " + python + " train_fd.py";
    assertThat(runlog.startCommand(List.of("sh", "-c", sh)).await().out()).contains("import sy");
    assertThat(runlog.runs()).isEmpty();
  }

  @Test
  void insideARunNothingIsRecordedAgainButAfterIt() throws Exception {
    runlog.file(
        "train_more.py",
        "import subprocess, sys\nsys.exit(subprocess.run([sys.executable, 'train.py']).returncode)\n");
    assertThat(python("train_more.py").out()).isEqualTo("ran []\n");
    assertThat(runlog.runs()).hasSize(1);
    runlog.env.put("RUNLOG_RUN_DIR", runlog.runs().getFirst().toString());
    python("train.py");
    assertThat(runlog.runs()).hasSize(2);
  }

  @Test
  void whatIsBrokenIsNotRecordedAndNeverSaid() throws Exception {
    var plain = new Packaged.Result(3, "ran []\n", "");
    runlog.file("runlog.toml", "experiments = [[ 'python* train*.py\n\u0000");
    assertThat(python("train.py")).isEqualTo(plain);
    Files.write(runlog.project.resolve("runlog.toml"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(python("train.py")).isEqualTo(plain);
    runlog.file("runlog.toml", "experiments = ['python* train*.py']\nnonsense = 1\n");
    var warned = python("train.py");
    assertThat(warned.out()).isEqualTo("ran []\n");
    assertThat(warned.code()).isEqualTo(3);
    assertThat(warned.err()).contains("NOT recorded").hasLineCount(1);
    assertThat(runlog.runs()).isEmpty();
  }

  @Test
  void itIsRemovedWithoutATrace() throws Exception {
    runlog.env.put("VIRTUAL_ENV", folder.resolve("venv").toString());
    assertThat(runlog.runlog("hook", "python").code()).isZero();
    assertThat(runlog.runlog("hook", "python", "--remove").code()).isZero();
    try (var files = Files.walk(folder.resolve("venv"))) {
      assertThat(files.filter(file -> file.toString().contains("runlog"))).isEmpty();
    }
    assertThat(python("train.py").code()).isEqualTo(3);
    assertThat(runlog.runs()).isEmpty();
    runlog.env.put("VIRTUAL_ENV", "");
    runlog.env.put("PATH", "/usr/bin:/bin");
    assertThat(runlog.runlog("hook", "python").code()).isEqualTo(2);
  }
}
