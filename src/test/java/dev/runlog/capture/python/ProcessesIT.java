package dev.runlog.capture.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.cli.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Commands of many processes: one run, every process inside, nothing counted twice.
@Timeout(300)
class ProcessesIT {
  private static final String TRAIN =
      """
      import argparse, random
      p = argparse.ArgumentParser()
      p.add_argument('--lr', type=float, default=0.1)
      p.add_argument('--epochs', type=int, default=2)
      a = p.parse_args()
      random.seed(int(a.lr * 10))
      for e in range(a.epochs): print('epoch %d loss: %.3f' % (e, a.lr / (e + 1)))
      """;

  @TempDir Path temp;
  private Cli cli;
  private String python = Python.any().executable().toString();
  private Map<String, Object> run = Map.of();

  @BeforeEach
  void aProject() {
    cli = new Cli(temp);
    cli.file("train.py", TRAIN);
    cli.file("data.csv", "1,2\n");
  }

  private void run(String... command) {
    var words = new ArrayList<>(List.of("run", "--quiet", "--"));
    words.addAll(List.of(command));
    var result = cli.runlog(words.toArray(String[]::new));
    assertThat(result.code()).as(result.childErr() + result.childOut()).isZero();
    run = Cli.record(cli.onlyRun());
  }

  private Object field(String path) {
    return Cli.field(run, path);
  }

  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> children() {
    return run.get("children") instanceof List<?> list
        ? (List<Map<String, Object>>) list
        : List.of();
  }

  private List<Object> ofChildren(String path) {
    return children().stream().map(child -> Cli.field(child, path)).toList();
  }

  private List<String> seedCalls() {
    return ((List<?>) field("random.calls"))
        .stream()
            .map(call -> ((Map<?, ?>) call).get("function") + "=" + ((Map<?, ?>) call).get("value"))
            .toList();
  }

  /// One program that did its work once, whatever stood around it.
  private void isOneTraining(double rate) {
    assertThat(children()).isEmpty();
    assertThat(field("config.resolved")).isEqualTo(Map.of("lr", rate, "epochs", 2L));
    assertThat(seedCalls()).containsExactly("random.seed=" + (int) (rate * 10));
    assertThat((Double) field("metrics.loss")).isEqualTo(rate / 2);
  }

  @Test
  void aShellScriptThatCallsPythonFiveTimes() {
    cli.file(
        "five.sh",
        "set -e\nfor lr in 1 2 3 4; do \"$1\" train.py --lr $lr; done\n\"$1\" train.py --epochs 1\n");
    run("sh", "five.sh", python);
    assertThat(ofChildren("config"))
        .containsExactly(
            Map.of("lr", 1.0, "epochs", 2L),
            Map.of("lr", 2.0, "epochs", 2L),
            Map.of("lr", 3.0, "epochs", 2L),
            Map.of("lr", 4.0, "epochs", 2L),
            Map.of("lr", 0.1, "epochs", 1L));
    assertThat(ofChildren("seeds"))
        .containsExactly(
            Map.of("random.seed", 10L),
            Map.of("random.seed", 20L),
            Map.of("random.seed", 30L),
            Map.of("random.seed", 40L),
            Map.of("random.seed", 1L));
    assertThat(ofChildren("parent")).containsOnlyNulls();
    assertThat(field("config.resolved")).isEqualTo(Map.of());
    assertThat(seedCalls()).isEmpty();
  }

  @Test
  void aDriverThatStartsThreeTrainings() {
    cli.file(
        "sweep.py",
        """
        import argparse, random, subprocess, sys
        p = argparse.ArgumentParser(); p.add_argument('--trials', type=int, default=3); a = p.parse_args()
        random.seed(99)
        for i in range(a.trials): subprocess.run([sys.executable, 'train.py', '--lr', str(i + 1)], check=True)
        """);
    run(python, "sweep.py");
    assertThat(field("config.resolved")).isEqualTo(Map.of("trials", 3L));
    assertThat(seedCalls()).containsExactly("random.seed=99");
    assertThat(children()).hasSize(4);
    assertThat(ofChildren("parent").subList(1, 4))
        .containsOnly(Cli.field(children().getFirst(), "id"));
    assertThat(ofChildren("config").subList(1, 4))
        .containsExactly(
            Map.of("lr", 1.0, "epochs", 2L),
            Map.of("lr", 2.0, "epochs", 2L),
            Map.of("lr", 3.0, "epochs", 2L));
  }

  @Test
  void aDriverWithoutOptionsIsNotTheRun() {
    cli.file(
        "main.py",
        "import os, sys, subprocess\n"
            + "sys.exit(subprocess.call([sys.executable, 'train.py', '--lr', '0.5']))\n");
    run(python, "main.py");
    assertThat(field("config.resolved")).isEqualTo(Map.of("lr", 0.5, "epochs", 2L));
    assertThat(seedCalls()).containsExactly("random.seed=5");
    assertThat(children()).hasSize(2);
  }

  @Test
  void everyKindOfWorker() {
    cli.file(
        "train.py",
        """
        import argparse, concurrent.futures as cf, multiprocessing as mp, os, random, warnings
        warnings.simplefilter('ignore')
        p = argparse.ArgumentParser(); p.add_argument('--lr', type=float, default=0.1)
        def work(i):
            random.seed(1000 + i); open('data.csv').read(); open('part%d.npy' % (i % 2), 'a').write('x'); return i
        if __name__ == '__main__':
            a = p.parse_args(); random.seed(7)
            for kind in ('spawn', 'fork', 'forkserver'):
                context = mp.get_context(kind)
                process = context.Process(target=work, args=(1,)); process.start(); process.join()
                with context.Pool(2) as pool: print(sum(pool.map(work, range(4))))
                with cf.ProcessPoolExecutor(2, mp_context=context) as pool: print(sum(pool.map(work, range(4))))
            with cf.ThreadPoolExecutor(2) as pool: print(sum(pool.map(abs, range(4))))
        """);
    run(python, "train.py", "--lr", "0.5");
    assertThat(children()).isEmpty();
    assertThat(field("config.resolved")).isEqualTo(Map.of("lr", 0.5));
    assertThat(seedCalls()).containsExactly("random.seed=7");
    assertThat(field("data.path")).isEqualTo("data.csv");
    assertThat(((Map<?, ?>) run.get("artifacts")).keySet().stream().map(String::valueOf))
        .containsExactlyInAnyOrder("logs", "part0.npy", "part1.npy");
    assertThat((List<?>) field("capture.missing")).hasSize(1).asString().contains("no Git");
  }

  @Test
  void joblibAndLoky() throws Exception {
    python = Venv.with(newest(), "joblib", "joblib").executable().toString();
    cli.file(
        "train.py",
        TRAIN
            + """
            import joblib
            def work(i): random.seed(i); return open('data.csv').read()
            print(len(joblib.Parallel(n_jobs=2)(joblib.delayed(work)(i) for i in range(4))))
            joblib.dump([1], 'model.joblib')
            """);
    run(python, "train.py", "--lr", "0.5");
    isOneTraining(0.5);
    assertThat(field("data.path")).isEqualTo("data.csv");
    assertThat(field("artifacts.model")).isEqualTo("model.joblib");
  }

  @Test
  void aModuleOfAPackage() {
    cli.file("pkg/__init__.py", "");
    cli.file("pkg/__main__.py", "from pkg import train\n");
    cli.file("pkg/train.py", TRAIN);
    run(python, "-m", "pkg", "--lr", "0.5");
    isOneTraining(0.5);
  }

  @Test
  void uvRun() throws Exception {
    var uv = Venv.with(newest(), "uv", "uv").executable().resolveSibling("uv").toString();
    cli.env.put("UV_OFFLINE", "1");
    run(uv, "run", "--no-project", "--python", python, "train.py", "--lr", "0.5");
    isOneTraining(0.5);
  }

  @Test
  void shimsAndWrappers() {
    cli.file("bin/conda", "#!/bin/sh\nshift 3\nexec env CONDA_DEFAULT_ENV=ml \"$@\"\n");
    cli.file(
        "bin/poetry", "#!" + python + "\nimport os, sys\nos.execvp(sys.argv[2], sys.argv[2:])\n");
    cli.sh("chmod +x bin/*");
    run(
        "bin/conda",
        "run",
        "-n",
        "ml",
        "bin/poetry",
        "run",
        "nice",
        python,
        "train.py",
        "--lr",
        "0.5");
    isOneTraining(0.5);
  }

  @Test
  void aNotebook() throws Exception {
    for (var base : Set.of(newest(), oldest())) {
      var venv = Venv.with(base, "notebook", "nbconvert", "ipykernel");
      cli = new Cli(Files.createTempDirectory(temp, "notebook"));
      cli.file("data.csv", "1,2\n");
      cli.file("train.ipynb", notebook());
      var jupyter = venv.executable().resolveSibling("jupyter").toString();
      cli.env.put("IPYTHONDIR", temp.resolve("ipython").toString());
      cli.env.merge("PATH", "", (path, none) -> venv.executable().getParent() + ":" + path);
      run(jupyter, "nbconvert", "--to", "notebook", "--execute", "train.ipynb", "--output", "done");
      assertThat(children()).isEmpty();
      assertThat(field("config.resolved"))
          .isEqualTo(Map.of("LR", 0.25, "EPOCHS", 3L, "batch_size", 4L));
      assertThat(field("config.sources.LR")).isEqualTo("notebook, guessed");
      assertThat(seedCalls()).containsExactly("random.seed=7");
      assertThat((Double) field("metrics.loss")).isEqualTo(0.083);
      assertThat((Double) field("metrics.accuracy")).isEqualTo(0.75);
      assertThat(field("metrics_summary.loss.count")).isEqualTo(3L);
      assertThat(field("data.path")).isEqualTo("data.csv");
      assertThat(field("artifacts.model")).isEqualTo("model.bin");
      assertThat(String.valueOf(field("artifacts"))).contains("done.ipynb");
      assertThat(field("environment.python")).asString().startsWith(base.version());
    }
  }

  private static String notebook() {
    var cells =
        List.of(
            "import random, argparse\\nLR = 0.25\\nEPOCHS = 3\\nstep = 0\\nrandom.seed(7)\\nrows = open('data.csv').read()\\n"
                + "for e in range(EPOCHS):\\n    step = e\\n    print('epoch %d loss: %.3f' % (e, LR / (e + 1)))",
            "a = argparse.ArgumentParser(); a.add_argument('--batch_size', default=4); args = a.parse_args([])\\n"
                + "with open('model.bin', 'w') as f: f.write('x')\\nprint('accuracy: 0.75')");
    var text = new StringBuilder("{\"cells\":[");
    for (var cell : cells) {
      text.append(text.length() > 12 ? "," : "")
          .append(
              "{\"cell_type\":\"code\",\"execution_count\":null,\"metadata\":{},\"outputs\":[],\"source\":\"")
          .append(cell)
          .append("\"}");
    }
    return text.append(
            "],\"metadata\":{\"kernelspec\":{\"display_name\":\"Python 3\",\"language\":\"python\",\"name\":\"python3\"}},"
                + "\"nbformat\":4,\"nbformat_minor\":4}")
        .toString();
  }

  private static Python newest() {
    return Python.all().stream().max(Comparator.comparingInt(ProcessesIT::minor)).orElseThrow();
  }

  /// The oldest that nbconvert runs on, or whatever there is.
  private static Python oldest() {
    return Python.all().stream()
        .filter(one -> one.isAtLeast(10))
        .min(Comparator.comparingInt(ProcessesIT::minor))
        .orElseGet(ProcessesIT::newest);
  }

  private static int minor(Python python) {
    return Integer.parseInt(python.version().substring(2));
  }

  private static final String DISTRIBUTED =
      """
      import argparse, os, random, torch, torch.distributed as dist
      from torch.utils.data import DataLoader, TensorDataset
      p = argparse.ArgumentParser(); p.add_argument('--lr', type=float, default=0.1)
      p.add_argument('--local_rank', type=int, default=0); a = p.parse_args()
      dist.init_process_group('gloo')
      r = dist.get_rank()
      random.seed(1); torch.manual_seed(100 + r)
      rows = open('data.csv').read()
      loader = DataLoader(TensorDataset(torch.arange(8.)), batch_size=2, num_workers=2)
      total = sum(batch[0].sum() for batch in loader)
      one = torch.ones(1); dist.all_reduce(one)
      if r == 0:
          print('loss: %.3f' % (float(total) * float(one)))
          torch.save(one, 'model.pt')
      dist.barrier(); dist.destroy_process_group()
      """;

  private void isOneDistributedTraining() {
    assertThat(children()).isEmpty();
    assertThat(field("config.resolved.lr")).isEqualTo(0.5);
    assertThat(field("config.resolved.local_rank")).isEqualTo(0L);
    assertThat(field("config.resolved.dataloader.batch_size")).isEqualTo(2L);
    assertThat(seedCalls()).containsExactly("random.seed=1", "torch.manual_seed=100");
    assertThat((Double) field("metrics.loss")).isEqualTo(56.0);
    assertThat(field("metrics_summary.loss.count")).isEqualTo(1L);
    assertThat(field("data.path")).isEqualTo("data.csv");
    assertThat(field("artifacts.model")).isEqualTo("model.pt");
  }

  /// PyTorch of the system, the only CPU build that costs no gigabytes.
  private static Python withTorch() throws Exception {
    var system = new Python(Path.of("/usr/bin/python3"), "3.system");
    var found =
        Files.exists(system.executable())
            && system.run(Path.of("."), Map.of(), List.of("-c", "import torch")).exit() == 0;
    org.junit.jupiter.api.Assumptions.assumeTrue(found, "needs PyTorch for the system's python3");
    return system;
  }

  @Test
  @Tag("heavy")
  void twoRanksOfTorchrunWithDataLoaderWorkers() throws Exception {
    cli.file("ddp.py", DISTRIBUTED);
    // the options after the number only get round a fault of PyTorch 1.13 under Python 3.11
    run(
        withTorch().executable().toString(),
        "-m",
        "torch.distributed.run",
        "--nproc_per_node=2",
        "--redirects=2",
        "--tee=2",
        "ddp.py",
        "--lr",
        "0.5");
    isOneDistributedTraining();
  }

  @Test
  @Tag("heavy")
  void accelerateLaunch() throws Exception {
    var torch = withTorch();
    var venv = Venv.onTopOf(torch, "accelerate", "accelerate==0.25.0");
    cli.file("train.py", "from accelerate import Accelerator\nAccelerator(cpu=True)\n" + TRAIN);
    run(
        venv.executable().toString(),
        "-m",
        "accelerate.commands.launch",
        "--cpu",
        "--num_processes=1",
        "--num_machines=1",
        "--mixed_precision=no",
        "--dynamo_backend=no",
        "train.py",
        "--lr",
        "0.5");
    assertThat(children()).isEmpty();
    assertThat(field("config.resolved")).isEqualTo(Map.of("lr", 0.5, "epochs", 2L));
    assertThat(seedCalls()).containsOnlyOnce("random.seed=5");
  }
}
