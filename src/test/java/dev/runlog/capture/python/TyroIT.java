package dev.runlog.capture.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(300)
@ParameterizedClass
@MethodSource("dev.runlog.capture.python.Parsers#pythons")
class TyroIT {
  private final Python python;
  @TempDir Path scratch;

  TyroIT(Python python) {
    this.python = python;
  }

  private Observed run(String call, String... args) throws Exception {
    return Parsers.run(python, scratch, DataclassParsersIT.CONFIG + call, args);
  }

  @Test
  void aClass() throws Exception {
    var args = new String[] {"--seed", "5", "--optim.betas", "1", "2", "--act", "GELU"};
    DataclassParsersIT.isTheConfig(
        run("import tyro\nmain(tyro.cli(Config))\n", args), "tyro", 0.2, 5);
    var known = run("import tyro\nprint(tyro.cli(Optim, return_unknown_args=True))\n", "--what");
    assertThat(known.parameters())
        .containsOnly(entry("lr", 0.1), entry("betas", List.of(0.9, 0.99)));
    var other = run("import tyro\ntyro.cli(Optim, default=Optim(lr=7.0))\n");
    assertThat(other.parameters()).containsEntry("lr", 7.0);
    assertThat(other.sources()).containsEntry("lr", "tyro default");
    run("import tyro\ntyro.cli(Config)\n", "--nonsense");
  }

  @Test
  void aFunction() throws Exception {
    var program =
        """
        import tyro
        def train(data: str, *, epochs: int = 3, cfg: Config = Config(seed=4)) -> None:
            main(cfg)
            if data == 'broken':
                raise ValueError(data)
        tyro.cli(train)
        """;
    var run = run(program, "--data", "d", "--cfg.seed", "6");
    assertThat(run.parameters())
        .contains(
            entry("data", "d"),
            entry("epochs", 3L),
            entry("cfg.seed", 6L),
            entry("cfg.optim.lr", 0.2));
    assertThat(run.sources())
        .containsEntry("epochs", "tyro default")
        .containsEntry("cfg.seed", "tyro")
        .containsEntry("cfg.optim.lr", "tyro, changed by the program");
    assertThat(run.seeds()).containsExactly("random.seed=6");
    assertThat(run(program, "--data", "broken").result.err())
        .contains("ValueError: broken")
        .doesNotContain("_runlog");
  }

  @ParameterizedTest
  @CsvSource({"evaluate,split,test", "train,data,d"})
  void subCommands(String command, String key, String value) throws Exception {
    var run =
        run(
            """
            import tyro
            def train(data: str = 'd') -> None:
                random.seed(1)
            def evaluate(split: str = 'test') -> None:
                random.seed(1)
            tyro.extras.subcommand_cli_from_dict({'train': train, 'evaluate': evaluate})
            """,
            command);
    assertThat(run.parameters()).containsOnly(entry(key, value));
    assertThat(run.seeds()).containsExactly("random.seed=1");
  }

  @Test
  void oneOfSeveralClasses() throws Exception {
    var run = run("import tyro\nprint(tyro.cli(Union[Optim, Config]).lr)\n", "optim", "--lr", "3");
    assertThat(run.parameters()).contains(entry("lr", 3.0)).doesNotContainKey("seed");
  }
}
