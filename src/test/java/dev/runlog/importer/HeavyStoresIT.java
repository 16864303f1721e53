package dev.runlog.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.capture.python.Python;
import dev.runlog.capture.python.Venv;
import dev.runlog.cli.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Stores that Lightning and Hugging Face's Trainer wrote, where the machine has PyTorch.
@Tag("heavy")
@Timeout(1200)
class HeavyStoresIT {
  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void project() {
    cli = new Cli(folder);
    cli.committed();
  }

  private Python torch() throws Exception {
    for (var name : List.of("python3", "/usr/bin/python3")) {
      var python = Python.named(name);
      if (python != null
          && python.run(folder, Map.of(), List.of("-c", "import torch")).exit() == 0) {
        return python;
      }
    }
    return Assumptions.abort("no Python here has PyTorch");
  }

  private Map<String, Object> imported(String kind, String place, Python python) throws Exception {
    var env = Map.of("HOME", folder.resolve("home").toString());
    var result = python.run(cli.project, env, List.of("train.py"));
    assertThat(result.exit()).as(result.out() + result.err()).isZero();
    var done = cli.runlog("import", kind, place);
    assertThat(done.code()).as(done.err()).isZero();
    assertThat(cli.runlog("import", kind, place).err()).contains("0 imported, 0 updated, 1 here");
    return Cli.record(cli.onlyRun());
  }

  @Test
  void huggingFaceTrainer() throws Exception {
    cli.file(
        "train.py",
        """
        import torch
        from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments
        class Rows(torch.utils.data.Dataset):
            def __init__(self, n): self.n = n
            def __len__(self): return self.n
            def __getitem__(self, i): return {'input_ids': torch.tensor([1, 2, 3]), 'labels': torch.tensor(i % 2)}
        config = BertConfig(vocab_size=10, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8)
        args = TrainingArguments(output_dir='out', num_train_epochs=3, per_device_train_batch_size=4, logging_steps=2,
                                 eval_strategy='epoch', save_strategy='epoch', report_to=[], use_cpu=True)
        trainer = Trainer(BertForSequenceClassification(config), args, train_dataset=Rows(16), eval_dataset=Rows(6))
        trainer.train()
        """);
    var python =
        Venv.beside(torch(), "trainer", "numpy<2", "transformers<4.46", "accelerate>=0.34,<0.35");
    var run = imported("huggingface", "out", python);
    assertThat(Cli.field(run, "metrics_summary.loss.count")).isEqualTo(6L);
    assertThat(Cli.field(run, "metrics_summary.eval_loss.count")).isEqualTo(3L);
    assertThat(Files.readString(cli.onlyRun().resolve("metrics.jsonl"))).contains("\"step\":12");
    assertThat((Double) Cli.field(run, "metrics.loss")).isBetween(0.0, 2.0);
  }

  @Test
  void lightningWithACsvLogger() throws Exception {
    cli.file(
        "train.py",
        """
        import sys, types
        class Absent(types.ModuleType): # PyTorch 1.13 cannot import it with Python 3.11
            __path__ = []
            def __getattr__(self, name):
                if name.startswith('__'): raise AttributeError(name)
                return type(name, (), {})
        for name in ('', '.fully_sharded_data_parallel', '.wrap', '.sharded_grad_scaler'):
            name = 'torch.distributed.fsdp' + name
            try:
                __import__(name)
            except (ValueError, ModuleNotFoundError):
                sys.modules[name] = Absent(name)
        import torch, pytorch_lightning as pl
        from pytorch_lightning.loggers import CSVLogger
        class Model(pl.LightningModule):
            def _register_sharded_tensor_state_dict_hooks_if_available(self): pass # the same
            def __init__(self, lr=0.1, widths=(1, 2)):
                super().__init__()
                self.save_hyperparameters()
                self.layer = torch.nn.Linear(2, 1)
            def training_step(self, batch, i):
                loss = self.layer(batch[0]).pow(2).mean()
                self.log('train_loss', loss, on_step=True)
                return loss
            def validation_step(self, batch, i):
                self.log('val_loss', self.layer(batch[0]).pow(2).mean())
            def configure_optimizers(self):
                return torch.optim.SGD(self.parameters(), lr=self.hparams.lr)
        rows = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(16, 2)), batch_size=4)
        trainer = pl.Trainer(max_epochs=3, logger=CSVLogger('.'), log_every_n_steps=1, accelerator='cpu',
                             enable_progress_bar=False)
        trainer.fit(Model(lr=0.05), rows, rows)
        """);
    var python =
        Venv.beside(
            torch(),
            "lightning",
            "numpy<2",
            "pytorch-lightning<2",
            "torchmetrics<1.3",
            "lightning-utilities<0.12",
            "setuptools<70");
    var run = imported("lightning", "lightning_logs", python);
    assertThat(Cli.field(run, "config.resolved.lr")).isEqualTo(0.05);
    assertThat(Cli.field(run, "config.resolved.widths")).isEqualTo(List.of(1L, 2L));
    assertThat(Cli.field(run, "metrics_summary.train_loss.count")).isEqualTo(12L);
    assertThat(Cli.field(run, "metrics_summary.val_loss.count")).isEqualTo(3L);
    assertThat(Cli.field(run, "artifacts.model").toString()).endsWith("checkpoints");
  }
}
