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

/// What builds on argparse: ConfigArgParse, typed-argument-parser, and the ways programs use it.
@Timeout(300)
@ParameterizedClass
@MethodSource("dev.runlog.capture.python.Parsers#pythons")
class ArgparseKinIT {
  private final Python python;
  @TempDir Path scratch;

  ArgparseKinIT(Python python) {
    this.python = python;
  }

  @Test
  void configArgParseSaysWhichFileOrVariableGaveAValue() throws Exception {
    var project =
        Parsers.project(
            scratch,
            """
            import configargparse
            p = configargparse.ArgParser(default_config_files=['base.ini'])
            p.add('-c', '--config', is_config_file=True)
            p.add('--lr', type=float, default=0.1)
            p.add('--epochs', type=int, default='3', env_var='TRAIN_EPOCHS')
            p.add('--layers', nargs='+', type=int, default=[1, 2])
            p.add('--amp', action='store_true')
            p.add('--resume')
            p.add('--wd', type=float, default=0.5)
            args = p.parse_args()
            args.wd *= 2
            """);
    project.script("base.ini", "lr = 0.5\nlayers = [4, 5]\n").script("own.yaml", "amp: true\n");
    project.environment.put("TRAIN_EPOCHS", "7");
    var run = Parsers.run(python, project, "-c", "own.yaml", "--resume", "x");
    assertThat(run.parameters())
        .containsOnly(
            entry("config", "own.yaml"),
            entry("lr", 0.5),
            entry("epochs", 7L),
            entry("layers", List.of(4L, 5L)),
            entry("amp", true),
            entry("resume", "x"),
            entry("wd", 1.0));
    assertThat(run.sources())
        .containsEntry("lr", "ConfigArgParse base.ini")
        .containsEntry("amp", "ConfigArgParse own.yaml")
        .containsEntry("epochs", "ConfigArgParse environment")
        .containsEntry("resume", "ConfigArgParse")
        .containsEntry("wd", "ConfigArgParse, changed by the program");
  }

  @Test
  void typedArgumentParserIsItsOwnResult() throws Exception {
    var run =
        Parsers.run(
            python,
            scratch,
            """
            from tap import Tap
            from typing import List, Optional
            class Args(Tap):
                data: str
                lr: float = 0.1
                layers: List[int] = [1, 2]
                resume: Optional[str] = None
                def process_args(self):
                    self.lr *= 10
            args = Args().parse_args()
            args.layers = [9]
            """,
            "--data",
            "d.csv");
    assertThat(run.parameters())
        .containsOnly(
            entry("data", "d.csv"),
            entry("lr", 1.0),
            entry("layers", List.of(9L)),
            entry("resume", null));
    assertThat(run.sources()).containsEntry("resume", "tap default");
  }

  @Test
  void aNamespaceOfTheProgramsOwnClass() throws Exception {
    var run =
        Parsers.run(
            python,
            scratch,
            """
            import argparse
            class Settings:
                def __init__(self): self.model = object()
                def __getattr__(self, name): print('asked for', name); raise AttributeError(name)
            p = argparse.ArgumentParser()
            p.add_argument('--lr', type=float, default=0.1)
            p.add_argument('--n', type=int, default=3)
            settings = Settings()
            p.parse_args(namespace=settings)
            settings.lr = 7.0
            """,
            "--n",
            "5");
    assertThat(run.parameters()).containsOnly(entry("lr", 7.0), entry("n", 5L));
  }

  @Test
  void aFileOfDefaultsBetweenTwoParsersAsInTimm() throws Exception {
    var project =
        Parsers.project(
            scratch,
            """
            import argparse, json
            first = parser = argparse.ArgumentParser(add_help=False)
            first.add_argument('-c', '--config', default='')
            parser = argparse.ArgumentParser()
            group = parser.add_argument_group('data')
            group.add_argument('data_dir', nargs='?')
            group.add_argument('--lr', type=float, default=0.1)
            group.add_argument('--opt', default='sgd')
            parser.add_argument('--mean', type=float, nargs='+')
            def parse():
                known, rest = first.parse_known_args()
                if known.config:
                    parser.set_defaults(**json.load(open(known.config)))
                args = parser.parse_args(rest)
                return args, json.dumps(args.__dict__)
            args, text = parse()
            args.rank = 0
            """);
    project.script("c.json", "{\"lr\": 0.5, \"opt\": \"adam\"}");
    var run = Parsers.run(python, project, "d", "-c", "c.json", "--opt", "lamb");
    assertThat(run.parameters())
        .containsOnly(
            entry("config", "c.json"),
            entry("data_dir", "d"),
            entry("lr", 0.5),
            entry("opt", "lamb"),
            entry("mean", null),
            entry("rank", 0L));
  }

  @Test
  void aParserClassOfALibraryIsTheProgramsWhereTheProgramUsesIt() throws Exception {
    var project =
        Parsers.project(
            scratch,
            "import kit\np = kit.Parser()\np.add_argument('--lr', type=float, default=0.1)\n"
                + "args = p.parse_args()\nkit.own()\n");
    project.script(
        "env/site-packages/kit.py",
        """
        import argparse
        class Parser(argparse.ArgumentParser):
            def parse_args(self, args=None, namespace=None):
                out = super().parse_args(args, namespace)
                out.processed = True
                return out
        def own():
            p = argparse.ArgumentParser()
            p.add_argument('--threads', default=4)
            p.parse_known_args()
        """);
    project.environment.put("PYTHONPATH", project.project + "/env/site-packages");
    project.run(python, "train.py", "--lr", "2");
    assertThat(project.result.err()).isEmpty();
    assertThat(project.parameters()).containsOnly(entry("lr", 2.0), entry("processed", true));
  }
}
