package dev.runlog.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.capture.python.Venv;
import dev.runlog.cli.Cli;
import dev.runlog.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Offline runs, read by W&B's own reader.
@Timeout(900)
class WandbIT {
  private static final String READ =
      """
      import json, sys
      from wandb.sdk.internal import datastore
      from wandb.proto import wandb_internal_pb2 as pb
      store = datastore.DataStore()
      store.open_for_scan(sys.argv[1])
      told = {'kinds': [], 'history': [], 'output': ''}
      def items(all):
          return {'.'.join(i.nested_key) or i.key: json.loads(i.value_json) for i in all}
      while (data := store.scan_data()) is not None:
          record = pb.Record()
          record.ParseFromString(data)
          kind = record.WhichOneof('record_type')
          if told['kinds'][-1:] != [kind]:
              told['kinds'].append(kind)
          if kind == 'run':
              run = record.run
              told['run'] = dict(id=run.run_id, project=run.project, name=run.display_name, notes=run.notes,
                                 tags=list(run.tags), commit=run.git.commit, start=run.start_time.ToMilliseconds())
              told['config'] = items(run.config.update)
          if kind == 'history':
              told['history'].append(items(record.history.item))
          if kind == 'summary':
              told['summary'] = items(record.summary.update)
          if kind == 'output_raw':
              told['output'] += record.output_raw.line
          if kind == 'files':
              told['files'] = [one.path for one in record.files.files]
          if kind == 'exit':
              told['exit'] = record.exit.exit_code
      print(json.dumps(told))
      """;

  @TempDir private Path folder;

  private static Map<String, Object> read(Path run, Path cwd) throws Exception {
    var python = Venv.with(RealMlflow.newest(), "wandb-reader", "wandb==0.27.0");
    var name = run.getFileName().toString();
    var log = run.resolve("run-" + name.substring(name.lastIndexOf('-') + 1) + ".wandb");
    var told = python.run(cwd, Map.of(), List.of("-c", READ, log.toString()));
    assertThat(told.exit()).as(told.err()).isZero();
    @SuppressWarnings("unchecked")
    var tree = (Map<String, Object>) Json.readLenient(told.out());
    return tree;
  }

  @Test
  void everyRecordIsReadByTheRealReader() throws Exception {
    var cli = new Cli(folder);
    cli.env.keySet().removeIf(name -> name.startsWith("WANDB_"));
    cli.file(
        "train.py",
        """
        import argparse
        parser = argparse.ArgumentParser()
        parser.add_argument('--lr', type=float, default=0.1)
        parser.add_argument('--text', default='é😀' * 40000)
        args = parser.parse_args()
        for epoch in range(3000):
            print('epoch %d loss %.6f acc %.4f' % (epoch, 1 / (epoch + 1), epoch / 3000))
        print('final: nan_metric=nan')
        """);
    cli.committed();
    var run = cli.runlog("run", "-q", "--tag", "paper", "--", "python3", "train.py");
    assertThat(run.code()).as(run.err()).isZero();
    var sent = cli.runlog("push", "wandb", "--experiment", "a/b");
    assertThat(sent.code()).as(sent.err()).isZero();
    var told = read(Path.of(sent.out().strip()), folder);
    var record = Cli.record(cli.onlyRun());

    assertThat(told.get("kinds"))
        .isEqualTo(
            List.of(
                "header",
                "run",
                "history",
                "summary",
                "output_raw",
                "files",
                "exit",
                "final",
                "footer"));
    var head = (Map<?, ?>) told.get("run");
    assertThat(head.get("project")).isEqualTo("a-b");
    assertThat(head.get("name")).isEqualTo(record.get("run_id"));
    assertThat(head.get("notes")).isEqualTo(Files.readString(cli.onlyRun().resolve("run.md")));
    assertThat(head.get("tags")).isEqualTo(List.of("paper", "main"));
    assertThat(head.get("commit")).isEqualTo(Cli.field(record, "git.commit"));
    var config = (Map<?, ?>) told.get("config");
    assertThat(config.get("lr")).isEqualTo(0.1);
    assertThat(config.get("text")).isEqualTo(Cli.field(record, "config.resolved.text"));
    assertThat(config.get("git_dirty")).isEqualTo(false);
    var history = (List<?>) told.get("history");
    assertThat(history).hasSize(3000);
    var row = (Map<?, ?>) history.get(9);
    assertThat(row.get("loss")).isEqualTo(0.1);
    assertThat(row.get("_step")).isEqualTo(9L);
    var summary = (Map<?, ?>) told.get("summary");
    assertThat(summary.get("acc")).isEqualTo(Cli.field(record, "metrics.acc"));
    assertThat(summary.get("nan_metric")).isEqualTo("NaN");
    assertThat(told.get("output")).isEqualTo(Files.readString(cli.onlyRun().resolve("train.log")));
    assertThat(told.get("files"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .contains("run.json", "wandb-metadata.json", "requirements.txt");
    assertThat(told.get("exit")).isEqualTo(0L);
  }
}
