package dev.runlog.capture.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
@ParameterizedClass
@MethodSource("dev.runlog.capture.python.Python#all")
class ArgparseIT {
  private final Python python;
  @TempDir Path scratch;

  ArgparseIT(Python python) {
    this.python = python;
  }

  private Observed run(String program, String... args) throws Exception {
    var observed = new Observed(scratch).script("train.py", program);
    var words = new java.util.ArrayList<>(List.of(python.executable().toString(), "train.py"));
    words.addAll(List.of(args));
    observed.run(words);
    assertThat(observed.result.err()).isEmpty();
    assertThat(observed.gaps()).isEmpty();
    return observed;
  }

  @Test
  void everyOptionIsThereWithDefaultsAndNone() throws Exception {
    var run =
        run(
            """
            import argparse, pathlib
            p = argparse.ArgumentParser()
            p.add_argument('--lr', type=float, default='1e-3')
            p.add_argument('--epochs', type=int, default=10)
            p.add_argument('--resume')
            p.add_argument('--out', type=pathlib.Path, default=pathlib.Path('o'))
            p.add_argument('--layers', type=int, nargs='*', default=[1, 2])
            p.add_argument('--amp', action='store_true')
            p.add_argument('data')
            def main():
                args = p.parse_args()
            main()
            """,
            "--epochs",
            "3",
            "set.csv");
    assertThat(run.parameters())
        .containsExactly(
            entry("lr", 0.001),
            entry("epochs", 3L),
            entry("resume", null),
            entry("out", "o"),
            entry("layers", List.of(1L, 2L)),
            entry("amp", false),
            entry("data", "set.csv"));
    assertThat(run.sources())
        .containsEntry("lr", "argparse default")
        .containsEntry("epochs", "argparse")
        .containsEntry("resume", "argparse default")
        .containsEntry("out", "argparse default")
        .containsEntry("data", "argparse");
  }

  @Test
  void valuesThatTheProgramChangesLaterWin() throws Exception {
    var run =
        run(
            """
            import argparse
            p = argparse.ArgumentParser()
            p.add_argument('--lr', type=float, default=0.5)
            p.add_argument('--name')
            def main():
                args = p.parse_args()
                args.lr *= 8
                args.world = 2
            main()
            """);
    assertThat(run.parameters())
        .containsExactly(entry("lr", 4.0), entry("name", null), entry("world", 2L));
    assertThat(run.sources()).containsEntry("lr", "argparse, changed by the program");
  }

  @Test
  void subParsersAndSetDefaultsBelongToTheResult() throws Exception {
    var run =
        run(
            """
            import argparse
            p = argparse.ArgumentParser()
            p.add_argument('--seed', type=int, default=1)
            sub = p.add_subparsers(dest='command')
            t = sub.add_parser('train'); t.add_argument('--lr', type=float, default=0.1)
            t.set_defaults(mode='fast', seed=7)
            e = sub.add_parser('eval'); e.add_argument('--split', default='test')
            p.parse_args()
            """,
            "train");
    assertThat(run.parameters())
        .containsOnly(
            entry("seed", 7L), entry("command", "train"), entry("lr", 0.1), entry("mode", "fast"));
    assertThat(run.sources())
        .containsEntry("lr", "argparse default")
        .containsEntry("mode", "argparse default")
        .containsEntry("command", "argparse");
  }

  @Test
  void aProgramWithTwoParsersHasTheOptionsOfBoth() throws Exception {
    var run =
        run(
            """
            import argparse
            first = argparse.ArgumentParser(add_help=False)
            first.add_argument('-c', '--config')
            known, rest = first.parse_known_args()
            p = argparse.ArgumentParser()
            p.add_argument('--lr', type=float, default=1.0)
            p.set_defaults(lr=0.25)
            p.parse_args(rest)
            """,
            "-c",
            "x.yaml");
    assertThat(run.parameters()).containsOnly(entry("config", "x.yaml"), entry("lr", 0.25));
  }

  @Test
  void theParserOfALibraryIsNotTheProgram() throws Exception {
    var observed = new Observed(scratch);
    observed.script(
        "env/lib/python3/site-packages/lib/__init__.py",
        """
        import argparse
        def setup():
            p = argparse.ArgumentParser()
            p.add_argument('--lib-threads', type=int, default=4)
            p.parse_known_args()
        """);
    observed.environment.put("PYTHONPATH", observed.project + "/env/lib/python3/site-packages");
    observed.script(
        "train.py",
        """
        import argparse, lib
        lib.setup()
        p = argparse.ArgumentParser(); p.add_argument('--lr', type=float, default=1.0)
        p.parse_args()
        own = argparse.ArgumentParser(); own.add_argument('--inner'); own.parse_args(['--inner', 'x'])
        """);
    observed.run(python, "train.py");
    assertThat(observed.parameters()).containsOnly(entry("lr", 1.0));
  }

  @Test
  void aPackageThatIsItselfTheProgramIsTheProgram() throws Exception {
    var observed = new Observed(scratch);
    observed.script("env/lib/python3/site-packages/lib/__init__.py", "");
    observed.script(
        "env/lib/python3/site-packages/lib/__main__.py", "from lib.cli import main; main()");
    observed.script(
        "env/lib/python3/site-packages/lib/cli.py",
        """
        import argparse
        def main():
            p = argparse.ArgumentParser(); p.add_argument('--lr', type=float, default=1.0)
            p.parse_args()
        """);
    observed.script("bin/lib-train", "from lib.cli import main\nmain()\n");
    observed.environment.put("PYTHONPATH", observed.project + "/env/lib/python3/site-packages");
    observed.run(python, "-m", "lib", "--lr", "2");
    assertThat(observed.parameters()).containsOnly(entry("lr", 2.0));
    observed.environment.put("PYTHONPATH", observed.project + "/env/lib/python3/site-packages");
    observed.setting.folder(
        java.nio.file.Files.createDirectories(scratch.resolve("outputs/second")));
    observed.run(python, "bin/lib-train", "--lr", "3");
    assertThat(observed.parameters()).containsOnly(entry("lr", 3.0));
  }

  @Test
  void valuesOfOtherKindsAreWrittenWithoutCallingThem() throws Exception {
    var run =
        run(
            """
            import argparse, enum, dataclasses
            class Loud:
                def __repr__(self): print('repr was called'); return ''
                __str__ = __iter__ = __len__ = __bool__ = __eq__ = __repr__
                __hash__ = None
                def __getattr__(self, name): print('getattr', name)
            class Opt(enum.Enum):
                ADAM = 'adam'
            @dataclasses.dataclass
            class Inner:
                depth: int = 3
            p = argparse.ArgumentParser()
            p.add_argument('--n', type=int)
            a = p.parse_args()
            a.model = Loud(); a.opt = Opt.ADAM; a.inner = Inner(); a.nan = float('nan'); a.big = 1 << 80
            a.f = len; a.d = {'x': {1, 2}, 'y': Loud()}; a.text = 'caf\\u00e9 \\U0001f600 \\n"\\\\'
            """);
    assertThat(run.result.out()).isEmpty();
    assertThat(run.parameters())
        .containsEntry("model", "<__main__.Loud>")
        .containsEntry("opt", "__main__.Opt.ADAM")
        .containsEntry("inner.depth", 3L)
        .containsEntry("nan", Double.NaN)
        .containsEntry("big", new java.math.BigInteger("1208925819614629174706176"))
        .containsEntry("f", "builtins.len")
        .containsEntry("d.x", List.of(1L, 2L))
        .containsEntry("d.y", "<__main__.Loud>")
        .containsEntry("text", "caf\u00e9 \ud83d\ude00 \n\"\\");
  }

  @Test
  void objectsOnTheNamespaceLiveExactlyAsLongAsWithoutUs() throws Exception {
    var run =
        run(
            """
            import argparse, gc, weakref
            class Thing: pass
            p = argparse.ArgumentParser(); p.add_argument('--n', type=int, default=1)
            def plain():
                a = p.parse_args(); a.n = 5; a.thing = Thing(); return weakref.ref(a.thing)
            def cycle():
                a = p.parse_args(); a.n = 6; a.thing = Thing(); a.thing.owner = a; return weakref.ref(a.thing)
            r = plain(); print(r() is None)
            r = cycle(); gc.collect(); print(r() is None)
            """);
    assertThat(run.result.out()).isEqualTo("True\nTrue\n");
    assertThat(run.parameters()).containsEntry("n", 6L).containsEntry("thing", "<__main__.Thing>");
  }

  @Test
  void secretsDoNotReachTheDisk() throws Exception {
    var run =
        run(
            """
            import argparse
            p = argparse.ArgumentParser()
            p.add_argument('--hub-token'); p.add_argument('--api_key'); p.add_argument('--url')
            p.add_argument('--note'); p.add_argument('--num_memory_tokens', type=int, default=16)
            p.add_argument('--max_tokens', default='512'); p.add_argument('--tokenizer', default='bert')
            p.add_argument('--secret_sharing', default='true'); p.add_argument('--pad_token', default='<pad>')
            p.add_argument('--monkey', default='banana')
            a = p.parse_args()
            raise SystemExit(0)
            """,
            "--hub-token",
            "opensesame1",
            "--api_key=opensesame2",
            "--url",
            "https://me:opensesame3@host/x",
            "--note",
            "use hf_opensesame4aaaaaaaaaaaaaaaaaa");
    assertThat(run.events()).isNotEmpty().doesNotContain("opensesame");
    assertThat(run.parameters())
        .containsEntry("num_memory_tokens", 16L)
        .containsEntry("max_tokens", "512")
        .containsEntry("tokenizer", "bert")
        .containsEntry("secret_sharing", "true")
        .containsEntry("pad_token", "<pad>")
        .containsEntry("monkey", "banana")
        .containsEntry("hub_token", "***");
  }
}
