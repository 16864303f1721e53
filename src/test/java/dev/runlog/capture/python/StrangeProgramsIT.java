package dev.runlog.capture.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Programs that do unusual things to their interpreter, or are run by a tool that does: the same
/// output, errors and exit code as without the probe.
@Timeout(300)
@ParameterizedClass
@MethodSource("dev.runlog.capture.python.Python#all")
class StrangeProgramsIT {
  private final Python python;
  @TempDir Path scratch;
  private Observed observed;

  StrangeProgramsIT(Python python) {
    this.python = python;
  }

  private Observed fresh() throws Exception {
    observed = new Observed(Files.createTempDirectory(scratch, "run"));
    return observed;
  }

  /// Runs a program as `python -W error -X dev`, without and with the probe.
  private void same(String text) throws Exception {
    fresh().script("train.py", text);
    same(List.of(python.executable().toString(), "-W", "error", "-X", "dev", "train.py"));
  }

  private void same(List<String> command) throws Exception {
    var bare = new HashMap<>(observed.environment);
    var without = Python.run(command, observed.project, bare);
    observed.run(command);
    assertThat(observed.result).isEqualTo(without);
  }

  private void shell(String command) throws Exception {
    same(List.of("sh", "-c", command, "sh", python.executable().toString()));
  }

  @Test
  void itsOwnImportHooks() throws Exception {
    same(
        """
        import importlib.abc, importlib.machinery, importlib.util, sys
        seen = []
        class Watcher(importlib.abc.MetaPathFinder):
            def find_spec(self, name, path, target=None): seen.append(name); return None
        class Maker(importlib.abc.MetaPathFinder, importlib.abc.Loader):
            def find_spec(self, name, path, target=None):
                return importlib.util.spec_from_loader(name, self) if name in ('argparse', 'gin') else None
            def create_module(self, spec): return None
            def exec_module(self, module): module.made = self
        sys.meta_path.insert(0, Watcher()); sys.meta_path.insert(1, Maker())
        import random, argparse, gin
        random.seed(1)
        print(seen, argparse.made is gin.made, argparse.__spec__.loader is argparse.__loader__, random.random())
        sys.meta_path[:] = [finder for finder in sys.meta_path if isinstance(finder, (Watcher, type))]
        import sched, importlib; importlib.reload(random); print(random.seed(2), random.random())
        """);
  }

  @Test
  void tricksWithModules() throws Exception {
    fresh()
        .script("lazy.py", "import sys\nclass Lazy:\n    x = 1\nsys.modules[__name__] = Lazy()\n")
        .script("gone.py", "import sys\ndel sys.modules[__name__]\n")
        .script("frozen.py", "import sys\nsys.modules['numpy'] = None\n");
    observed.script(
        "train.py",
        """
        import sys, types, lazy, frozen
        print(type(lazy), lazy.x)
        try: import gone
        except KeyError as error: print(error)
        try: import numpy
        except ImportError as error: print(error)
        class Strict(types.ModuleType):
            def __setattr__(self, name, value): raise AttributeError(name)
        sys.modules['torch'] = Strict('torch')
        import torch; print(torch)
        sys.modules['wandb'] = 7
        import wandb; print(wandb)
        import random; old = sys.modules.pop('random'); import random; print(old is random, random.seed(3), random.random())
        for name in list(sys.modules):
            if name not in ('sys', 'builtins', '__main__') and 'import' not in name and name != 'sitecustomize': del sys.modules[name]
        """);
    same(List.of(python.executable().toString(), "train.py"));
  }

  @Test
  void aLowLimitOfRecursion() throws Exception {
    same(
        """
        import sys, argparse, random, json
        def deep(n):
            random.seed(n)
            return deep(n + 1)
        sys.setrecursionlimit(120)
        try: deep(0)
        except RecursionError as error: print(type(error))
        try: json.loads('[' * 100000)
        except RecursionError: print('json')
        def opens(n):
            open('/dev/null').close()
            return opens(n + 1)
        try: opens(0)
        except RecursionError: print('opened')
        p = argparse.ArgumentParser(); p.add_argument('--x'); print(p.parse_args([]))
        """);
  }

  @Test
  void threadsThatStartWhileModulesAreImported() throws Exception {
    fresh()
        .script(
            "early.py",
            """
            import threading
            def work(i):
                import random, argparse, json, csv, decimal
                for n in range(50): random.Random(n)
                random.seed(i)
                argparse.ArgumentParser().parse_args([])
            threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
            [thread.start() for thread in threads]
            """)
        .script(
            "train.py",
            "import early\n[t.join() for t in early.threads]\nprint(early.threading.active_count())\n");
    same(List.of(python.executable().toString(), "-X", "dev", "train.py"));
    assertThat(observed.seeds()).filteredOn(seed -> seed.startsWith("random.seed=")).hasSize(8);
    assertThat(observed.events()).contains("\"errors\":0");
  }

  @Test
  void everyWayToEnd() throws Exception {
    for (var end :
        List.of(
            "import atexit; atexit.register(print, 'bye'); atexit.register(lambda: 1 / 0); print(1)",
            "import sys; sys.excepthook = lambda *what: print('mine', what[0]); raise ValueError",
            "import sys; sys.stdout.close(); sys.stdout = None",
            "class A:\n  def __del__(self): import random; random.seed(1); print('gone')\na = A()",
            "import threading; threading.Thread(target=lambda: 1 / 0).start()",
            "import sys; sys.exit(open('/dev/null').read)",
            "import os, sys; sys.stdout.flush(); os.execv(sys.executable, [sys.executable, '-c', 'print(2)'])",
            "import os, signal; signal.alarm(1); signal.pause()",
            "import sys; sys.tracebacklimit = 0; raise KeyError('x')",
            "raise type('Odd', (Exception,), {'__str__': lambda self: 1 / 0})('a')",
            "exec(compile('1/0', '<made up>', 'exec'))",
            "try:\n  1/0\nexcept ZeroDivisionError as e:\n  raise ValueError('second') from e",
            "import asyncio\nasync def main(): await asyncio.sleep(0); raise RuntimeError('in a task')\nasyncio.run(main())",
            "import sys\ndef trace(*a): return trace\nsys.settrace(trace)\nimport random; random.seed(1); print(sys.gettrace())")) {
      fresh().script("train.py", end + "\n");
      var command = List.of(python.executable().toString(), "-W", "error", "train.py");
      var without = Python.run(command, observed.project, new HashMap<>(observed.environment));
      observed.run(command);
      assertThat(withoutAddresses(observed.result.out()))
          .as(end)
          .isEqualTo(withoutAddresses(without.out()));
      assertThat(withoutAddresses(observed.result.err()))
          .as(end)
          .isEqualTo(withoutAddresses(without.err()));
      assertThat(observed.result.exit()).as(end).isEqualTo(without.exit());
    }
  }

  private static String withoutAddresses(String text) {
    return text.replaceAll("0x[0-9a-f]+", "0x");
  }

  @Test
  void whatIsWrappedLooksAndActsAsBefore() throws Exception {
    same(
        """
        import argparse, copy, inspect, pickle, pydoc, random
        for f in (random.seed, argparse.ArgumentParser.parse_args, argparse.ArgumentParser.parse_known_args):
            print(f.__name__, f.__qualname__, f.__module__, inspect.signature(f), inspect.getsource(f)[:60])
            print(f.__doc__, pydoc.render_doc(random.seed), pickle.loads(pickle.dumps(f)).__name__)
        p = argparse.ArgumentParser(prog='x'); p.add_argument('--lr', type=float, default=1)
        print(copy.deepcopy(p).parse_args(['--lr', '3']), vars(p.parse_args([])), p.format_help())
        class Mine(argparse.ArgumentParser):
            def parse_args(self, *args, **kwargs): return super().parse_args(*args, **kwargs)
            def error(self, message): print('mine', message); raise SystemExit(5)
        print(Mine().parse_args([]))
        random.seed(4); print([random.random() for _ in range(3)])
        Mine().parse_args(['--nothing'])
        """);
  }

  @Test
  void byADebuggerWithCommandsFromAPipe() throws Exception {
    fresh()
        .script(
            "train.py",
            "import argparse, random\np = argparse.ArgumentParser()\na = p.parse_args()\nrandom.seed(3)\nx = random.random()\nprint(x)\n");
    shell("printf 'b 5\\nc\\nn\\np x\\nw\\nc\\nq\\n' | \"$1\" -m pdb train.py");
    fresh().script("train.py", "import random\nrandom.seed(1)\n1/0\n");
    shell("printf 'c\\nw\\nq\\n' | \"$1\" -m pdb train.py 2>&1");
    fresh().script("train.py", "x = 1\nbreakpoint()\nprint(x)\n");
    shell("printf 'p x\\nn\\nc\\n' | \"$1\" train.py");
  }

  @Test
  void underTheToolsOfTheStandardLibrary() throws Exception {
    fresh()
        .script(
            "train.py",
            "import random\nrandom.seed(1)\nfor i in range(3): print(random.random())\n");
    shell(
        "\"$1\" -m trace --trace --ignore-dir=/usr:/root:/opt:/home train.py | grep -v modulename");
    shell("\"$1\" -m cProfile -o stats train.py; \"$1\" -m timeit -n 1 -r 1 pass > /dev/null");
    shell("\"$1\" < train.py; \"$1\" - < train.py; cat train.py | \"$1\" -u - a b");
    shell("\"$1\" -m unittest -q 2>&1 | grep -v -i ran; \"$1\" -m doctest train.py");
    shell("\"$1\" -i train.py < /dev/null 2>&1; \"$1\" -X faulthandler -q train.py");
  }

  @Test
  void underCoverageTheProbeIsNoCodeOfTheProgram() throws Exception {
    var venv = Venv.with(python, "coverage", "coverage");
    for (var core : List.of("ctrace", "pytrace")) {
      fresh()
          .script(
              "train.py",
              "import argparse, random\np = argparse.ArgumentParser()\na = p.parse_args()\nrandom.seed(1)\n"
                  + "open('x', 'w').close()\nif a: print(random.random())\nelse: print(2)\n");
      observed.environment.put("COVERAGE_CORE", core);
      same(
          List.of(
              "sh",
              "-c",
              "\"$1\" -m coverage run --branch train.py && \"$1\" -m coverage report -m",
              "sh",
              venv.executable().toString()));
      assertThat(observed.seeds()).containsExactly("random.seed=1");
    }
  }
}
