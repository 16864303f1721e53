package dev.runlog.sync.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.capture.python.Python;
import dev.runlog.capture.python.Venv;
import dev.runlog.cli.Cli;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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

  @Test
  void isOpenedOnTheChosenRunsUntilItIsInterrupted() throws Exception {
    var base = Venv.oldestAndNewest().getLast();
    var python = Venv.with(base, "tensorboard-read", "tensorboard", "setuptools<81");
    var cli = new Cli(folder);
    cli.committed();
    for (var name : List.of("one", "two")) {
      assertThat(cli.runlog("run", "-q", "--name", name, "--", "sh", "-c", "echo loss 0.5").code())
          .isZero();
    }
    cli.env.put("PATH", python.executable().getParent() + ":" + cli.env.get("PATH"));
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var process = opening(cli, port);
    try {
      assertThat(served(process, "http://127.0.0.1:" + port + "/data/runs"))
          .contains("_two")
          .doesNotContain("_one");
      cli.sh("kill -INT " + process.pid());
      assertThat(process.waitFor()).isZero();
      assertThat(cli.sh("ls \"$XDG_CACHE_HOME/runlog/tensorboard\"")).isEmpty();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Process opening(Cli cli, int port) throws IOException {
    var words =
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.runlog.cli.Main",
            "tensorboard",
            "--port",
            "" + port,
            "@");
    var builder = new ProcessBuilder(words).directory(cli.project.toFile());
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile());
    builder.environment().clear();
    builder.environment().putAll(cli.env);
    return builder.start();
  }

  /// What is there once TensorBoard has read something.
  private String served(Process process, String address) throws Exception {
    long deadline = System.nanoTime() + 120_000_000_000L;
    while (true) {
      try (var in = URI.create(address).toURL().openStream()) {
        var said = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        if (said.contains("_")) {
          return said;
        }
      } catch (IOException e) {
        assertThat(process.isAlive()).as(Files.readString(folder.resolve("said"))).isTrue();
      }
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(200);
    }
  }
}
