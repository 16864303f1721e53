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

/// Python Fire and docopt.
@Timeout(300)
@ParameterizedClass
@MethodSource("dev.runlog.capture.python.Parsers#pythons")
class FireIT {
  private static final String FIRE =
      """
      import fire, random
      class Trainer:
          def __init__(self, seed=3, device='cpu'):
              random.seed(seed)
          def train(self, data, lr=0.1, layers=(1, 2), *extra, amp=False, **more):
              print(data, lr, layers, extra, amp, more)
      def evaluate(split='test', weights=None):
          if split == 'broken':
              raise ValueError(split)
          print(split)
      if __name__ == '__main__':
          fire.Fire({'run': Trainer, 'evaluate': evaluate})
      """;

  private final Python python;
  @TempDir Path scratch;

  FireIT(Python python) {
    this.python = python;
  }

  @Test
  void aClassAndItsMethod() throws Exception {
    var run =
        Parsers.run(
            python,
            scratch,
            FIRE,
            "run",
            "--seed=5",
            "train",
            "d.csv",
            "2e-3",
            "[4,5]",
            "x",
            "--amp",
            "--wd",
            "1");
    assertThat(run.parameters())
        .containsOnly(
            entry("seed", 5L),
            entry("device", "cpu"),
            entry("data", "d.csv"),
            entry("lr", 0.002),
            entry("layers", List.of(4L, 5L)),
            entry("extra", List.of("x")),
            entry("amp", true),
            entry("wd", 1L));
    assertThat(run.sources())
        .containsEntry("seed", "fire")
        .containsEntry("device", "fire default")
        .containsEntry("wd", "fire");
    assertThat(run.seeds()).containsExactly("random.seed=5");
  }

  @Test
  void aFunctionOfSeveral() throws Exception {
    var run = Parsers.run(python, scratch, FIRE, "evaluate");
    assertThat(run.parameters()).containsOnly(entry("split", "test"), entry("weights", null));
    assertThat(run.sources()).containsEntry("split", "fire default");
    assertThat(Parsers.run(python, scratch, FIRE, "evaluate", "broken").result.err())
        .contains("ValueError: broken")
        .doesNotContain("_runlog");
  }

  @Test
  void docoptUnderNamesAsElsewhere() throws Exception {
    var program =
        """
        \"""Train.

        Usage:
          train.py train <data> [--lr=<x>] [--batch-size=<n>] [--amp] [<more>...]
          train.py eval [--split=<s>]

        Options:
          --lr=<x>  Rate [default: 0.1]
          --batch-size=<n>  Size [default: 32]
          --split=<s>  Part
          --amp  Half
        \"""
        from docopt import docopt
        args = docopt(__doc__)
        args['--lr'] = float(args['--lr'])
        """;
    var run = Parsers.run(python, scratch, program, "train", "d.csv", "--batch-size=64", "x", "y");
    assertThat(run.parameters())
        .containsOnly(
            entry("train", true),
            entry("eval", false),
            entry("data", "d.csv"),
            entry("lr", 0.1),
            entry("batch_size", "64"),
            entry("amp", false),
            entry("more", List.of("x", "y")),
            entry("split", null));
    assertThat(run.sources())
        .containsEntry("lr", "docopt, changed by the program")
        .containsEntry("batch_size", "docopt")
        .containsEntry("amp", "docopt default");
    Parsers.run(python, scratch, program, "nonsense");
  }

  @Test
  void aVersionThatIsNotKnownIsAGapAndAModuleOfTheProgramsIsNot() throws Exception {
    var program = "import fire.core, docopt\nprint(fire.core.Fire(3), docopt.docopt)\n";
    var project = Parsers.project(scratch, program);
    project.script("docopt.py", "docopt = 'mine'\n");
    project.script("env/site-packages/fire/__init__.py", "");
    project.script("env/site-packages/fire/core.py", "def Fire(x): return x\n");
    project.environment.put("PYTHONPATH", project.project + "/env/site-packages");
    project.run(python, "train.py");
    assertThat(project.result).isEqualTo(new Python.Result("3 mine\n", "", 0));
    assertThat(project.gaps())
        .containsExactly("python: this version of fire.core is not known, and not seen into");
  }
}
