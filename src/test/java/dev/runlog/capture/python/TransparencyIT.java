package dev.runlog.capture.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.model.Observation.Ending;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Output, errors and exit code are those of the program without the probe, byte for byte.
@Timeout(300)
@ParameterizedClass
@MethodSource("dev.runlog.capture.python.Python#all")
class TransparencyIT {
  private final Python python;
  @TempDir Path scratch;
  private Observed observed;

  TransparencyIT(Python python) {
    this.python = python;
  }

  private Observed fresh() throws Exception {
    observed = new Observed(Files.createTempDirectory(scratch, "run"));
    return observed;
  }

  /// Runs with and without the probe, with warnings as errors and in Python's development mode.
  private Observed same(String... args) throws Exception {
    var words = new ArrayList<>(List.of("-W", "error", "-X", "dev"));
    words.addAll(List.of(args));
    var bare = observed.bare(python, words.toArray(String[]::new));
    observed.run(python, words.toArray(String[]::new));
    assertThat(observed.result).isEqualTo(bare);
    return observed;
  }

  private Observed sameScript(String text, String... args) throws Exception {
    fresh().script("train.py", text);
    var words = new ArrayList<>(List.of("train.py"));
    words.addAll(List.of(args));
    return same(words.toArray(String[]::new));
  }

  @Test
  void theProgramSeesTheSameInterpreter() throws Exception {
    sameScript(
        """
        import sys, os, threading, gc, warnings, signal
        print(sys.path, sorted(set(sys.modules) - {'sitecustomize', 'atexit'}), sys.argv, sys.flags, __name__, __file__)
        print(threading.active_count(), sys.excepthook, sys.getrecursionlimit(), warnings.filters)
        print(sorted(os.listdir('/proc/self/fd')) if os.path.isdir('/proc/self/fd') else '')
        print(sys.dont_write_bytecode, os.getcwd(), gc.callbacks, signal.getsignal(signal.SIGINT))
        print(sorted(k for k in os.environ if 'RUNLOG' in k))
        import random
        print(type(random.__loader__), random.__spec__.loader is random.__loader__, vars(random.__loader__).keys())
        """);
    assertThat(observed.events()).contains("\"errors\":0", "\"dropped\":0");
  }

  @Test
  void exitCodesAndExceptions() throws Exception {
    for (var end :
        List.of(
            "import sys; sys.exit(3)",
            "raise SystemExit('words')",
            "import os; os._exit(7)",
            "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
            "raise KeyboardInterrupt",
            "int('x')",
            "def f(): f()\nf()",
            "import nosuchmodule",
            "this is no python",
            "import random\nrandom.seed(1, 2, 3, 4)",
            "import argparse\nargparse.ArgumentParser().parse_args(['--what'])")) {
      sameScript(python.isAtLeast(11) || !end.contains("seed(1, 2") ? end + "\n" : "pass\n");
    }
  }

  @Test
  void anUncaughtExceptionIsAnEnding() throws Exception {
    sameScript("def f(): raise ValueError('no data')\nf()\n");
    assertThat(observed.observed(Ending.class)).hasSize(1);
    var ending = observed.observed(Ending.class).getFirst();
    assertThat(ending.cause()).isEqualTo("exception");
    assertThat(ending.evidence()).startsWith("ValueError: no data at ").endsWith("train.py:1 in f");
    sameScript("try: 1/0\nexcept ZeroDivisionError: pass\n");
    assertThat(observed.observed(Ending.class))
        .singleElement()
        .extracting(Ending::cause)
        .isEqualTo("exit");
  }

  @Test
  void whatWasSaidBeforeAKillStays() throws Exception {
    sameScript(
        """
        import argparse, os, random, signal
        p = argparse.ArgumentParser(); p.add_argument('--lr', default=1); p.parse_args()
        random.seed(5)
        os.kill(os.getpid(), signal.SIGKILL)
        """);
    assertThat(observed.parameters()).containsEntry("lr", 1L);
    assertThat(observed.seeds()).containsExactly("random.seed=5");
  }

  @Test
  void theUsersOwnSitecustomizeRuns() throws Exception {
    for (var text :
        List.of(
            "print('mine')",
            "import sys; sys.mine = 1",
            "raise RuntimeError('broken')",
            "import nosuchmodule",
            "1 +")) {
      fresh()
          .script("lib/sitecustomize.py", text + "\n")
          .script("lib/usercustomize.py", "print('user')\n");
      observed.script(
          "train.py",
          "import sys, random; random.seed(1); print(sys.path, sys.modules['sitecustomize'], getattr(sys, 'mine', 0))\n");
      var bareEnv = new java.util.HashMap<String, String>();
      bareEnv.put("PYTHONPATH", observed.project + "/lib");
      var bare = python.run(observed.project, bareEnv, List.of("train.py"));
      observed.environment.putAll(bareEnv);
      observed.run(python, "train.py");
      assertThat(observed.result).isEqualTo(bare);
      assertThat(observed.seeds()).containsExactly("random.seed=1");
    }
  }

  @Test
  void everyWayToStartAProgram() throws Exception {
    fresh()
        .script("pkg/__init__.py", "")
        .script("pkg/__main__.py", "import random, sys; random.seed(2); print(sys.argv)\n");
    same("-m", "pkg", "x");
    assertThat(observed.seeds()).containsExactly("random.seed=2");
    fresh().script("app/__main__.py", "import random; random.seed(4); print(__file__)\n");
    same("app");
    assertThat(observed.seeds()).containsExactly("random.seed=4");
    fresh();
    same("-c", "import random; random.seed(3)");
    assertThat(observed.seeds()).containsExactly("random.seed=3");
    sameScript(
        "import runpy\nrunpy.run_path('inner.py', run_name='__main__') if __import__('os').path.exists('inner.py') else None\n");
    same("-m", "cProfile", "-o", "/dev/null", "train.py");
    same("-m", "trace", "--count", "-C", observed.project + "/count", "train.py");
    same("-bb", "-c", "open(b'x', 'w').close(); open('x').close(); open(b'x').close()");
    same("-u", "-B", "-O", "-s", "train.py");
  }

  @Test
  void withoutTheProbeThereIsANamedGap() throws Exception {
    for (var option : List.of("-I", "-E", "-S")) {
      fresh().script("train.py", "import random; random.seed(1); print(1)\n");
      observed.run(python, option, "train.py");
      assertThat(observed.result.out()).isEqualTo("1\n");
      assertThat(observed.gaps())
          .contains("environment.python: python " + option + " ignores the probe");
      assertThat(observed.folder().resolve("probe")).doesNotExist();
    }
  }

  @Test
  void aFileOfTheUsersWithTheNameOfAModuleIsTheirs() throws Exception {
    for (var name :
        List.of(
            "random",
            "argparse",
            "_runlog",
            "probe",
            "resource",
            "json",
            "settings",
            "numpy",
            "options",
            "values",
            "wrapping",
            "process",
            "files",
            "ending",
            "seeds",
            "on",
            "ast",
            "logging")) {
      fresh().script(name + ".py", "print('mine'); seed = None\nclass ArgumentParser: pass\n");
      observed.script(
          "train.py",
          "import " + name + "; print(type(" + name + ".seed), " + name + ".__file__)\n");
      same("train.py");
    }
  }

  @Test
  void aSitecustomizeBesideTheScriptIsTheirsToImport() throws Exception {
    Assumptions.assumeTrue(python.isAtLeast(9), "files are watched from Python 3.9 on");
    fresh().script("sitecustomize.py", "mine = 1\n");
    observed.script("usercustomize.py", "mine = 2\n");
    observed.script(
        "train.py",
        """
        import sitecustomize, usercustomize
        print(sitecustomize.__file__, sitecustomize.mine, usercustomize.mine)
        """);
    same("train.py");
    assertThat(observed.result.out()).contains("sitecustomize.py 1 2");
  }

  @Test
  void aDaemonThatClosesEveryFileKeepsItsOwn() throws Exception {
    sameScript(
        """
        import os, random
        os.closerange(3, 256)
        fd = os.open('data.txt', os.O_WRONLY | os.O_CREAT)
        for i in range(40): random.seed(i)
        os.write(fd, b'only this'); os.close(fd)
        print(open('data.txt').read()) if 0 else None
        """);
    assertThat(Files.readString(observed.project.resolve("data.txt"))).isEqualTo("only this");
  }

  @Test
  void aForkedDaemonStillSpeaks() throws Exception {
    sameScript(
        """
        import os, random, sys
        random.seed(1)
        pid = os.fork()
        if pid == 0:
            random.seed(2); os._exit(0)
        os.waitpid(pid, 0)
        """);
    assertThat(observed.seeds()).containsExactlyInAnyOrder("random.seed=1", "random.seed=2");
  }

  @Test
  void aFullOrMissingEventFolderIsNoMatter() throws Exception {
    sameScript(
        """
        import os, random, resource, shutil
        for p in os.environ.get('PYTHONPATH', '').split(':'):
            if p.endswith('probe'): shutil.rmtree(p)
        for i in range(5): random.seed(i)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
        for i in range(5): random.seed(i)
        """);
  }

  @Test
  void theEventFilesArePrivateAndTheBootstrapIsGone() throws Exception {
    sameScript("pass\n");
    try (var files = Files.list(observed.folder().resolve("probe"))) {
      var left = files.toList();
      assertThat(left).hasSize(1).allMatch(file -> file.toString().endsWith(".jsonl"));
      assertThat(Files.getPosixFilePermissions(left.getFirst())).hasSize(2);
    }
  }
}
