package dev.runlog.capture.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.runlog.model.Observation.Origin;
import dev.runlog.model.Observation.Parameter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
@ParameterizedClass
@MethodSource("dev.runlog.capture.python.Python#all")
class ConstantsIT {
  private final Python python;
  @TempDir Path scratch;

  ConstantsIT(Python python) {
    this.python = python;
  }

  private Observed run(String program, String... args) throws Exception {
    return run(new Observed(scratch), program, args);
  }

  private Observed run(Observed observed, String program, String... args) throws Exception {
    observed.script("train.py", program);
    var words = new java.util.ArrayList<>(List.of("train.py"));
    words.addAll(List.of(args));
    observed.run(python, words.toArray(String[]::new));
    assertThat(observed.result.err()).isEmpty();
    assertThat(observed.result.exit()).isZero();
    assertThat(observed.gaps()).isEmpty();
    assertThat(observed.events()).contains("\"errors\":0");
    return observed;
  }

  @Test
  void theGlobalsOfAConfiguratorScriptAreItsOptionsWithTheValuesOfTheCommandLine()
      throws Exception {
    var observed = new Observed(scratch);
    observed.script("config/shakespeare.py", "n_layer = 6\nbatch_size = 8\n");
    observed.script(
        "configurator.py",
        """
        import sys
        for arg in sys.argv[1:]:
            if '=' not in arg:
                exec(open(arg).read())
            else:
                key, val = arg[2:].split('=')
                globals()[key] = eval(val)
        """);
    run(
        observed,
        """
        # -----------------------------------------------------------------------------
        eval_interval = 2000
        init_from = 'scratch' # 'scratch' or 'resume'
        batch_size = 12
        n_layer = 12
        learning_rate = 6e-4
        max_iters = 600000
        lr_decay_iters = max_iters
        min_lr = learning_rate / 10
        betas = (0.9, 0.95)
        decay_lr = True
        dtype = 'bfloat16' if False else 'float16'
        config_keys = [k for k,v in globals().items() if not k.startswith('_') and isinstance(v, (int, float, bool, str))]
        exec(open('configurator.py').read())
        tokens_per_iter = batch_size * n_layer
        iter_num = 0
        best_val_loss = 1e9
        losses = []
        while iter_num < 3:
            loss = 3.0 - iter_num
            losses.append(loss)
            iter_num += 1
        """,
        "config/shakespeare.py",
        "--learning_rate=0.1");
    assertThat(observed.parameters())
        .containsOnly(
            entry("eval_interval", 2000L),
            entry("init_from", "scratch"),
            entry("batch_size", 8L),
            entry("n_layer", 6L),
            entry("learning_rate", 0.1),
            entry("max_iters", 600000L),
            entry("lr_decay_iters", 600000L),
            entry("min_lr", 6e-4 / 10),
            entry("betas", List.of(0.9, 0.95)),
            entry("decay_lr", true),
            entry("dtype", "float16"));
    assertThat(observed.sources()).containsEntry("n_layer", "constants of train.py, guessed");
    assertThat(observed.observed(Parameter.class)).allMatch(p -> p.origin() == Origin.GUESSED);
  }

  @Test
  void whatIsNoParameterIsNotTakenForOne() throws Exception {
    var run =
        run(
            """
            import os, sys, time, random
            from pathlib import Path
            __version__ = '1.0'
            ROOT = Path('.')
            DATA_DIR = './data'
            MODEL_FILE = 'best.pt'
            WEIGHTS = 'models/best.pt'
            URL = 'https://host/x'
            LOG_FORMAT = '%(asctime)s %(message)s'
            BANNER = 'x' * 70
            RUN = f'run-{os.getpid()}'
            STARTED = time.time()
            CLASSES = ('plane', 'car', 'bird')
            LABEL_NAMES = {'a': 'b'}
            HISTORY = []
            API_KEY = 'opensesame1'
            TOKEN = os.environ.get('HUB_TOKEN', 'opensesame2')
            AUTH = os.getenv('MY_PASSWORD') or 'opensesame3'
            total = 0
            count, correct = 0, 0
            best_acc = 0.0
            step = 0
            x = random.random()
            text = 'abc {}'
            for epoch in range(2):
                total += epoch
                last = 3
            loss = total / 3
            accuracy = loss * 2
            def update():
                global state
                state = 4
            state = 1
            update()
            MODEL = 'google/bert-base'
            """);
    assertThat(run.parameters()).containsOnly(entry("MODEL", "google/bert-base"));
    assertThat(run.events()).doesNotContain("opensesame");
  }

  @Test
  void classesDictionariesAndObjectsOfConstantsAreFlat() throws Exception {
    var run =
        run(
            """
            import types
            from collections import namedtuple
            class CFG:
                epochs = 3
                model = 'resnet'
                class optim:
                    lr = 1e-3
                def method(self): pass
            class Settings:
                depth = 2
                def __init__(self): self.width = 4; self._cache = 5
            settings = Settings()
            config = {'batch': 8, 'aug': {'flip': True}, 'path': 'data/x.csv'}
            hparams = namedtuple('H', 'wd gamma')(0.1, 0.9)
            opt = types.SimpleNamespace(beta=0.5)
            train_cfg = dict(warmup=5)
            params = {'w': object(), 'b': object()}
            settings.depth = 3
            """);
    assertThat(run.parameters())
        .containsOnly(
            entry("epochs", 3L),
            entry("model", "resnet"),
            entry("optim.lr", 0.001),
            entry("depth", 3L),
            entry("width", 4L),
            entry("batch", 8L),
            entry("aug.flip", true),
            entry("path", "data/x.csv"),
            entry("wd", 0.1),
            entry("gamma", 0.9),
            entry("beta", 0.5),
            entry("train_cfg.warmup", 5L));
    assertThat(run.sources())
        .containsEntry("epochs", "class CFG, guessed")
        .containsEntry("batch", "config of train.py, guessed");
  }

  @Test
  void whatMainItselfSaysIsKnownFromItsText() throws Exception {
    var run =
        run(
            """
            import random
            def main(verbose=True):
                batch_size = 64
                hidden: int = 12
                twice = 1
                twice = 2
                best_acc = 0.0
                config = {'lr': 1e-3, 'seed': 1, 'size': len('abc')}
                config['seed'] = random.randint(0, 5)
                for i in range(3):
                    inner = 3
            def unused():
                never = 5
            if __name__ == '__main__':
                main()
            """);
    assertThat(run.parameters())
        .containsOnly(
            entry("verbose", true),
            entry("batch_size", 64L),
            entry("hidden", 12L),
            entry("lr", 0.001));
  }

  @Test
  void namesOfOneLetterAreOptionsWhereTheyAreNumbers() throws Exception {
    var run =
        run(
            """
            B, T = 32, 8
            N = 10
            m = 2  # words of context
            k = 0
            x = 5
            s = 'text'
            j = 3
            for i in range(N): j += i
            """);
    assertThat(run.parameters())
        .containsOnly(entry("B", 32L), entry("T", 8L), entry("N", 10L), entry("m", 2L));
    assertThat(run.sources()).containsEntry("N", "constants of train.py, guessed");
  }

  @Test
  void theDefaultsOfATrainingFunctionCountWhereTheCallLeavesThem() throws Exception {
    var run =
        run(
            """
            import argparse, functools
            p = argparse.ArgumentParser()
            p.add_argument('--epochs', type=int, default=3)
            def train_model(model, epochs=5, lr=1e-5, momentum=0.9, *, clip: float = 1.0, amp=False, note=None, out='a/b.pt'):
                lr = lr * 10
            def evaluate(model, folds=7): pass
            def twice(model, folds=7): pass
            @functools.lru_cache
            def train_other(rounds=8): pass
            if __name__ == '__main__':
                args = p.parse_args()
                try:
                    train_model('net', epochs=args.epochs, amp=True)
                finally:
                    evaluate('net'), train_other()
            """);
    assertThat(run.parameters())
        .containsOnly(entry("epochs", 3L), entry("momentum", 0.9), entry("clip", 1.0));
    assertThat(run.sources()).containsEntry("clip", "default of train_model(), guessed");
  }

  @Test
  void aDataclassMadeInMainIsFoundAndFollowed() throws Exception {
    Assumptions.assumeTrue(python.isAtLeast(9), "the garbage collector of 3.8 knows no instances");
    var run =
        run(
            """
            import random
            from dataclasses import dataclass, field
            @dataclass
            class OptimConfig:
                lr: float = 1e-3
            @dataclass
            class TrainConfig:
                epochs: int = 3
                optim: OptimConfig = field(default_factory=OptimConfig)
            @dataclass
            class Sample:
                text: str = 'no option'
            def main():
                cfg = TrainConfig(epochs=7)
                sample = Sample()
                random.seed(1)
                cfg.optim.lr = 0.5
            main()
            """);
    assertThat(run.parameters()).containsOnly(entry("epochs", 7L), entry("optim.lr", 0.5));
  }

  @Test
  void besideAParserOnlyConstantsInCapitalsCount() throws Exception {
    var run =
        run(
            """
            import argparse
            EPOCHS = 3
            verbose = 5
            p = argparse.ArgumentParser()
            p.add_argument('--lr', type=float, default=0.1)
            args = p.parse_args()
            config = {'lr': 5.0, 'dim': 4}
            config.update(vars(args))
            """);
    assertThat(run.parameters())
        .containsOnly(entry("lr", 0.1), entry("EPOCHS", 3L), entry("dim", 4L));
  }

  @Test
  void modulesOfSettingsAndVariablesOfTheEnvironmentCount() throws Exception {
    var observed = new Observed(scratch);
    observed.script("config.py", "LR = 0.1\nhidden = 4\nDATA_PATH = 'x'\n");
    observed.script("helpers.py", "OTHER = 1\n");
    observed.environment.putAll(Map.of("BATCH", "16", "HUB_TOKEN", "opensesame", "MODE", "fast"));
    run(
        observed,
        """
        import os, config, helpers
        batch = int(os.environ.get('BATCH', 8))
        mode = os.environ['MODE']
        scale = float(os.getenv('SCALE', '0.5'))
        token = os.environ.get('HUB_TOKEN')
        rank = int(os.environ.get('RANK', 0))
        if os.environ.get('NOT_SET'): pass
        config.LR = 0.2
        """);
    assertThat(observed.parameters())
        .containsOnly(
            entry("LR", 0.2),
            entry("hidden", 4L),
            entry("BATCH", 16L),
            entry("MODE", "fast"),
            entry("SCALE", 0.5),
            entry("batch", 16L),
            entry("mode", "fast"),
            entry("scale", 0.5));
    assertThat(observed.events()).doesNotContain("opensesame");
  }

  @Test
  void theProgramIsReadWithoutASecondWarningAndWithoutRunningAnything() throws Exception {
    var program =
        """
        import warnings
        PATTERN_A = '\\d+'
        LR = 0.1
        class Loud:
            def __getattr__(self, name): print('getattr', name); raise AttributeError(name)
            def __repr__(self): print('repr'); return ''
            __iter__ = __len__ = __eq__ = __bool__ = __repr__
            __hash__ = object.__hash__
        config = Loud()
        args = {'loud': Loud(), 'n': 1}
        if 1 is 1: pass
        """;
    var observed = new Observed(scratch).script("train.py", program);
    var bare = observed.bare(python, "train.py");
    observed.run(python, "train.py");
    assertThat(observed.result).isEqualTo(bare);
    assertThat(observed.parameters()).containsEntry("LR", 0.1).containsEntry("n", 1L);
    observed.run(python, "-W", "error", "train.py");
    assertThat(observed.result).isEqualTo(observed.bare(python, "-W", "error", "train.py"));
  }
}
