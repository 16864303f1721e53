package dev.runlog.capture.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.capture.python.Python.Result;
import dev.runlog.model.Observation.Access;
import dev.runlog.model.Observation.FileUse;
import dev.runlog.model.Observation.Metric;
import dev.runlog.model.Observation.Section;
import dev.runlog.model.Observation.Split;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// PyTorch where the machine has it, transformers on top of it, Keras with JAX, and TensorFlow.
@Tag("heavy")
@Timeout(900)
class DeepLearningIT {
  @TempDir Path scratch;

  private Python torch() throws Exception {
    for (var name : List.of("python3", "/usr/bin/python3")) {
      var python = Python.named(name);
      if (python != null && has(python, "torch")) {
        return python;
      }
    }
    return Assumptions.abort("no Python here has PyTorch");
  }

  private boolean has(Python python, String module) throws Exception {
    return python.run(scratch, Map.of(), List.of("-c", "import " + module)).exit() == 0;
  }

  private Observed run(Python python, String program) throws Exception {
    var run = new Observed(scratch).script("train.py", program);
    run.run(python, "train.py");
    assertThat(run.result.exit()).as(run.result.err()).isZero();
    Result bare = run.bare(python, "train.py");
    assertThat(run.result.out()).isEqualTo(bare.out());
    assertThat(run.events()).contains("\"errors\":0");
    return run;
  }

  private static List<String> points(Observed run) {
    return run.observed(Metric.class).stream()
        .map(Metric::point)
        .map(p -> p.source() + " " + p.name() + " @" + p.step())
        .toList();
  }

  @Test
  void pytorchByHand() throws Exception {
    var run =
        run(
            torch(),
            """
            import torch
            from torch import nn, optim
            from torch.utils.data import DataLoader, Dataset, TensorDataset, random_split
            class Words(Dataset):
                def __init__(self, n): self.items = list(range(n))
                def __len__(self): return len(self.items)
                def __getitem__(self, i): return torch.tensor(float(i))
            class Unknown(Words):
                def __len__(self):
                    print('asked')
                    return 3
            torch.manual_seed(1)
            torch.cuda.manual_seed_all(2)
            torch.backends.cudnn.deterministic = True
            torch.use_deterministic_algorithms(True)
            whole = TensorDataset(torch.randn(100, 3), torch.randn(100, 1))
            train, held = random_split(whole, [80, 20], generator=torch.Generator().manual_seed(3))
            train_loader = DataLoader(train, batch_size=16, shuffle=True)
            val_loader = DataLoader(held, batch_size=32)
            def test_loader(): return DataLoader(Words(7))
            test_loader()
            other_test = DataLoader(Unknown(5))
            model = nn.Linear(3, 1)
            optimizer = optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
            optimizerD = optim.Adam(model.parameters(), lr=2e-4, betas=(0.5, 0.999))
            scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=3, gamma=0.5)
            for x, y in train_loader:
                loss = ((model(x) - y) ** 2).mean()
                optimizer.zero_grad(); loss.backward(); optimizer.step()
            print(loss.item(), torch.cuda.is_initialized())
            torch.save(model.state_dict(), 'model.pt')
            """);
    assertThat(run.parameters())
        .containsEntry("optimizer.name", "SGD")
        .containsEntry("optimizer.lr", 0.05)
        .containsEntry("optimizer.weight_decay", 0L)
        .containsEntry("optimizerD.betas", List.of(0.5, 0.999))
        .containsEntry("scheduler.step_size", 3L)
        .containsEntry("dataloader.batch_size", 16L)
        .containsEntry("dataloader.shuffle", true)
        .containsEntry("dataloader_val.batch_size", 32L);
    assertThat(run.sources())
        .containsEntry("optimizer.momentum", "torch.optim")
        .containsEntry("optimizer.weight_decay", "torch.optim default");
    assertThat(run.observed(Split.class))
        .containsExactly(new Split("train", 80), new Split("val", 20), new Split("test", 7));
    assertThat(run.seeds())
        .containsExactly(
            "torch.manual_seed=1", "torch.cuda.manual_seed_all=2", "torch.Generator.manual_seed=3");
    assertThat(run.setting.details(Section.DETERMINISTIC))
        .containsEntry("torch.backends.cudnn.deterministic", true)
        .containsEntry("torch.deterministic_algorithms", true);
    assertThat(run.observed(FileUse.class))
        .anyMatch(use -> use.path().endsWith("/model.pt") && use.access() == Access.WRITTEN);
  }

  @Test
  void pytorchThatNobodySeeds() throws Exception {
    var run =
        run(
            torch(),
            """
            import torch
            from torch.utils.data import DataLoader, TensorDataset
            data = TensorDataset(torch.randn(100, 3))
            class Endless:
                def __init__(self): self.batches = iter(DataLoader(data, batch_size=32))
            def evaluate():
                loader = DataLoader(data, batch_size=50, shuffle=True)
                return sum(len(x) for x, in loader)
            batches = Endless()
            for _ in range(2): print(evaluate())
            """);
    assertThat(run.seeds()).isEmpty();
    assertThat(run.parameters())
        .containsEntry("dataloader.batch_size", 32L)
        .containsEntry("dataloader_2.batch_size", 50L)
        .doesNotContainKey("dataloader_3.batch_size");
  }

  @Test
  void transformersTrainer() throws Exception {
    var python =
        Venv.beside(torch(), "trainer", "numpy<2", "transformers<4.46", "accelerate>=0.34,<0.35");
    Assumptions.assumeTrue(has(python, "transformers.trainer"), "it does not fit this PyTorch");
    var run =
        run(
            python,
            """
            import torch
            from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments, set_seed
            set_seed(11)
            class Rows(torch.utils.data.Dataset):
                def __init__(self, n): self.n = n
                def __len__(self): return self.n
                def __getitem__(self, i): return {'input_ids': torch.tensor([1, 2, 3]), 'labels': torch.tensor(i % 2)}
            config = BertConfig(vocab_size=10, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8)
            args = TrainingArguments(output_dir='out', num_train_epochs=2, per_device_train_batch_size=4, logging_steps=4,
                                     learning_rate=1e-3, seed=13, report_to=[], use_cpu=True, save_strategy='no', disable_tqdm=True)
            trainer = Trainer(BertForSequenceClassification(config), args, train_dataset=Rows(16), eval_dataset=Rows(6))
            import builtins; builtins.print, shown = (lambda *a, **k: None), print
            shown(trainer.train().training_loss, trainer.evaluate()['eval_loss'])
            """);
    assertThat(run.parameters())
        .containsEntry("learning_rate", 0.001)
        .containsEntry("weight_decay", 0.0)
        .containsEntry("seed", 13L)
        .containsEntry("lr_scheduler_type", "linear");
    assertThat(run.sources())
        .containsEntry("learning_rate", "transformers")
        .containsEntry("adam_beta1", "transformers default");
    assertThat(run.seeds()).contains("torch.manual_seed=11", "torch.manual_seed=13");
    assertThat(run.observed(Split.class))
        .containsExactly(new Split("train", 16), new Split("val", 6));
    assertThat(points(run))
        .contains("transformers loss @4", "transformers loss @8", "transformers eval_loss @8")
        .noneMatch(point -> point.contains("runtime") || point.contains("epoch"));
  }

  @Test
  void kerasWithJax() throws Exception {
    var run =
        run(
            Venv.with(Venv.oldestAndNewest().getLast(), "keras", "keras", "jax[cpu]"),
            """
            import os
            os.environ['KERAS_BACKEND'] = 'jax'
            import jax, keras, numpy as np
            keras.utils.set_random_seed(7)
            print(jax.random.normal(jax.random.PRNGKey(5)), jax.jit(lambda s: jax.random.normal(jax.random.key(s)))(6))
            x = np.random.rand(100, 4).astype('float32')
            y = (x[:, :1] > 0.5).astype('float32')
            class Noise(keras.layers.Layer):
                def __init__(self):
                    super().__init__()
                    self.generator = keras.random.SeedGenerator(1337)
            noise = Noise()
            model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dropout(0.1), keras.layers.Dropout(0.1, seed=3),
                                      keras.layers.Dense(1, activation='sigmoid')])
            model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss='binary_crossentropy', metrics=['accuracy'])
            history = model.fit(x, y, epochs=2, validation_split=0.2, verbose=0)
            print(history.history, model.evaluate(x, y, verbose=0))
            """);
    assertThat(run.parameters())
        .containsEntry("optimizer.class", "Adam")
        .containsEntry("optimizer.learning_rate", 0.01)
        .containsEntry("compile.loss", "binary_crossentropy")
        .containsEntry("fit.epochs", 2L)
        .containsEntry("fit.batch_size", 32L);
    assertThat(run.observed(Split.class))
        .containsExactly(new Split("train", 80), new Split("val", 20));
    assertThat(run.seeds())
        .containsExactly(
            "random.seed=7",
            "numpy.random.seed=7",
            "jax.random.PRNGKey=5",
            "keras.random.SeedGenerator=1337",
            "keras.random.SeedGenerator=3");
    assertThat(points(run))
        .contains(
            "keras loss @0", "keras val_accuracy @1", "keras loss @1", "keras evaluate_loss @null");
  }

  @Test
  void tensorflow() throws Exception {
    var python = Venv.with(Venv.oldestAndNewest().getLast(), "tensorflow", "tensorflow-cpu");
    var run =
        run(
            python,
            """
            import tensorflow as tf
            tf.random.set_seed(5)
            tf.config.experimental.enable_op_determinism()
            tf.keras.utils.set_random_seed(7)
            print(float(tf.random.uniform(())))
            """);
    assertThat(run.seeds())
        .containsExactly(
            "tensorflow.random.set_seed=5",
            "random.seed=7",
            "numpy.random.seed=7",
            "tensorflow.random.set_seed=7");
    assertThat(run.setting.details(Section.DETERMINISTIC))
        .containsEntry("tensorflow.op_determinism", true);
  }
}
