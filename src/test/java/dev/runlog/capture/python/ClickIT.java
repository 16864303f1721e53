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

@Timeout(300)
@ParameterizedClass
@MethodSource("dev.runlog.capture.python.Parsers#pythons")
class ClickIT {
  private static final String CLICK =
      """
      import click, pathlib, random
      @click.group()
      @click.option('--seed', type=int, default=1, envvar='TRAIN_SEED')
      def cli(seed):
          random.seed(seed)
      @cli.command()
      @click.option('--lr', type=float, default=0.1)
      @click.option('--layer', type=int, multiple=True, default=[1, 2])
      @click.option('--size', type=(int, int), default=(3, 4))
      @click.option('--opt', type=click.Choice(['adam', 'sgd']), default='adam')
      @click.option('--out', type=click.Path(path_type=pathlib.Path), default='o')
      @click.option('--resume')
      @click.option('--amp/--no-amp', default=True)
      @click.option('--name', default=lambda: 'run')
      @click.option('--api-key')
      @click.argument('data')
      @click.pass_context
      def train(ctx, lr, data, **rest):
          print(lr, data, rest)
          if data == 'broken':
              raise ValueError(data)
          ctx.invoke(evaluate, split='val')
      @cli.command()
      @click.option('--split', default='test')
      @click.option('--k', default=5)
      def evaluate(split, k):
          print(split, k)
      if __name__ == '__main__':
          cli()
      """;

  private final Python python;
  @TempDir Path scratch;

  ClickIT(Python python) {
    this.python = python;
  }

  @Test
  void aGroupAndItsCommandWithWhatGaveEachValue() throws Exception {
    var project = Parsers.project(scratch, CLICK);
    project.environment.put("TRAIN_SEED", "7");
    var run =
        Parsers.run(
            python, project, "train", "--lr", "2", "d.csv", "--no-amp", "--api-key", "opensesame");
    assertThat(run.parameters())
        .containsOnly(
            entry("seed", 7L),
            entry("lr", 2.0),
            entry("layer", List.of(1L, 2L)),
            entry("size", List.of(3L, 4L)),
            entry("opt", "adam"),
            entry("out", "o"),
            entry("resume", null),
            entry("amp", false),
            entry("name", "run"),
            entry("api_key", "***"),
            entry("data", "d.csv"),
            entry("split", "val"),
            entry("k", 5L));
    assertThat(run.sources())
        .containsEntry("seed", "click environment")
        .containsEntry("lr", "click")
        .containsEntry("layer", "click default")
        .containsEntry("resume", "click default")
        .containsEntry("name", "click default")
        .containsEntry("data", "click")
        .containsEntry("split", "click, changed by the program");
    assertThat(run.seeds()).containsExactly("random.seed=7");
    assertThat(run.events()).doesNotContain("opensesame");
  }

  @Test
  void anErrorInTheProgramHasItsOwnTraceback() throws Exception {
    var run = Parsers.run(python, scratch, CLICK, "train", "--name", "n", "broken");
    assertThat(run.result.err()).contains("ValueError: broken").doesNotContain("_runlog");
    Parsers.run(python, scratch, CLICK, "train", "--lr", "word", "d");
    Parsers.run(python, scratch, CLICK, "--help");
  }

  @Test
  void aCommandOfALibraryIsNotTheProgram() throws Exception {
    var project =
        Parsers.project(
            scratch,
            "import lib\nimport click\n@click.command()\n"
                + "@click.option('--lr', default=0.5)\ndef main(lr): pass\nlib.setup()\nmain()\n");
    project.script(
        "env/site-packages/lib.py",
        """
        import click
        @click.command()
        @click.option('--threads', default=4)
        def inner(threads): pass
        def setup(): inner.main([], standalone_mode=False)
        """);
    project.environment.put("PYTHONPATH", project.project + "/env/site-packages");
    project.run(python, "train.py");
    assertThat(project.result.err()).isEmpty();
    assertThat(project.parameters()).containsOnly(entry("lr", 0.5));
  }

  @Test
  void typerWithClickOrWithItsOwn() throws Exception {
    var program =
        """
        import typer, enum, pathlib, random
        from typing import List, Optional
        class Opt(str, enum.Enum):
            ADAM = 'adam'
            SGD = 'sgd'
        app = typer.Typer()
        @app.callback()
        def common(seed: int = typer.Option(1, envvar='TRAIN_SEED')):
            random.seed(seed)
        @app.command()
        def train(data: pathlib.Path, lr: float = 0.1, opt: Opt = Opt.ADAM, layers: List[int] = [1, 2],
                  resume: Optional[pathlib.Path] = None, amp: bool = False):
            print(data, lr, opt, layers, resume)
        @app.command()
        def evaluate(split: str = 'test'):
            print(split)
        app()
        """;
    var project = Parsers.project(scratch, program);
    project.environment.put("TRAIN_SEED", "3");
    var run = Parsers.run(python, project, "train", "d.csv", "--lr", "2", "--amp");
    assertThat(run.parameters())
        .containsOnlyKeys("seed", "data", "lr", "opt", "layers", "resume", "amp")
        .contains(
            entry("seed", 3L),
            entry("data", "d.csv"),
            entry("lr", 2.0),
            entry("layers", List.of(1L, 2L)),
            entry("resume", null),
            entry("amp", true));
    assertThat(run.parameters().get("opt")).isIn("adam", "__main__.Opt.ADAM");
    assertThat(run.sources())
        .containsEntry("seed", "typer environment")
        .containsEntry("lr", "typer")
        .containsEntry("opt", "typer default");
    assertThat(
            Parsers.run(
                    python,
                    scratch,
                    "import typer\ndef main(lr: float = 0.5): pass\ntyper.run(main)\n")
                .parameters())
        .containsOnly(entry("lr", 0.5));
  }
}
