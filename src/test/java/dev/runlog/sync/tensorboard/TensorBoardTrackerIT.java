package dev.runlog.sync.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.capture.python.Python;
import dev.runlog.capture.python.Venv;
import dev.runlog.cli.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is pushed, read by TensorBoard itself and by the import.
@Timeout(600)
class TensorBoardTrackerIT {
  private static final String READ =
      """
      import glob, sys
      from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
      from tensorboard.plugins.hparams import plugin_data_pb2
      (folder,) = [f for f in glob.glob(sys.argv[1] + '/*') if 'mine' in f]
      a = EventAccumulator(folder)
      a.Reload()
      for e in a.Scalars('train/loss'):
          print('scalar', e.step, round(e.value, 6), e.wall_time)
      print('bad', a.Scalars('bad')[0].value)
      print('text', a.Tensors('run.md')[0].tensor_proto.string_val[0].decode())
      for tag, content in a.PluginTagToContent('hparams').items():
          data = plugin_data_pb2.HParamsPluginData.FromString(content)
          print(tag, {k: (v.number_value or v.string_value or v.bool_value)
                      for k, v in data.session_start_info.hparams.items()},
                data.session_end_info.status)
      """;

  @TempDir private Path folder;

  @Test
  void theRealReaderSeesScalarsParametersAndTheNote() throws Exception {
    var base = Venv.oldestAndNewest().getLast();
    Python python = Venv.with(base, "tensorboard-read", "tensorboard", "setuptools<81");
    var cli = new Cli(folder);
    cli.file(
        "mlruns/0/abc/meta.yaml",
        "run_name: mine\nstatus: 3\nstart_time: 1700000000000\nend_time: 1700000060000\n");
    cli.file("mlruns/0/abc/params/lr", "0.1");
    cli.file("mlruns/0/abc/params/name", "an ä\nb");
    cli.file("mlruns/0/abc/tags/mlflow.note.content", "why it ran");
    cli.file("mlruns/0/abc/metrics/train/loss", "1700000001500 0.5 0\n1700000002000 0.25 7\n");
    cli.file("mlruns/0/abc/metrics/bad", "1700000001000 nan 0\n");
    cli.committed();
    assertThat(cli.runlog("import", "mlflow", "mlruns").code()).isZero();

    var pushed = cli.runlog("push", "tensorboard", "--to", folder.resolve("board").toString());
    assertThat(pushed.code()).as(pushed.out() + pushed.err()).isZero();
    var script = Files.writeString(folder.resolve("read.py"), READ);
    var read =
        python.run(
            folder, Map.of(), List.of(script.toString(), folder.resolve("board").toString()));
    assertThat(read.exit()).as(read.err()).isZero();
    assertThat(read.out())
        .contains("scalar 0 0.5 1700000001.5", "scalar 7 0.25 1700000002.0", "bad nan")
        .contains("## Hypothesis\nwhy it ran", "'lr': 0.1", "an ä\\nb", "session_end_info {} 1");
  }
}
