package dev.runlog.capture.python;

import static dev.runlog.cli.Cli.field;
import static dev.runlog.cli.Cli.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.json.Canonical;
import dev.runlog.render.NoteText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The Python module `runlog`, in every Python that is present.
@Timeout(300)
class ModuleIT {
  private static final Path CLIENT = Path.of("src/main/python/client").toAbsolutePath();
  private static final Path RUNLOG = Path.of("target/runlog/bin/runlog").toAbsolutePath();
  private static final String ID = "2026-02-01_1630_ablation";

  @TempDir private Path project;
  private final Map<String, String> env = new HashMap<>();

  @BeforeEach
  void home() throws Exception {
    env.put("HOME", Files.createDirectories(project.resolve("home")).toString());
    env.put("XDG_CACHE_HOME", project.resolve("home/cache").toString());
    env.put("XDG_STATE_HOME", project.resolve("home/state").toString());
    env.put("PYTHONPATH", CLIENT.toString());
    env.put("PATH", "/usr/bin:/bin"); // without the runlog program
    env.put("PYTHONDONTWRITEBYTECODE", "1");
  }

  static List<Python> pythons() {
    return Python.all();
  }

  private Python.Result run(Python python, String script) throws Exception {
    Files.writeString(project.resolve("train.py"), "import runlog\n" + script);
    return python.run(project, env, List.of("train.py"));
  }

  private Python.Result recorded(Python python, String script) throws Exception {
    Files.writeString(project.resolve("train.py"), "import runlog\n" + script);
    var words = new ArrayList<>(List.of(RUNLOG.toString(), "run", "-q", "--"));
    words.addAll(List.of(python.executable().toString(), "train.py"));
    return Python.run(words, project, env);
  }

  private Path only() throws Exception {
    try (var all = Files.list(project.resolve("outputs"))) {
      var runs = all.toList();
      assertThat(runs).hasSize(1);
      return runs.getFirst();
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void logRunWritesBothLayersAtTheEndOfAScript(Python python) throws Exception {
    var result =
        run(
            python,
            """
            import argparse, pathlib
            pathlib.Path("data").mkdir(); pathlib.Path("data/a.txt").write_text("a")
            out = pathlib.Path("outputs/2026-02-01_1630_ablation"); out.mkdir(parents=True)
            (out / "model.pt").write_text("x")
            args = argparse.Namespace(seed=42, lr=3e-4, tiny=1e-7, big=1e21, n=None, name="\\u00e9\\U0001f600", data_path="data", hub_token="kbd94kdlsa93kfgds")
            runlog.log(loss=0.5, step=1)
            runlog.create_run_md_template(out, "2026-02-01_1630_ablation")
            print(runlog.log_run("2026-02-01_1630_ablation", args, {"val_acc": 0.943, "bad": "x", "gone": float("nan")}, str(out)))
            """);
    assertThat(result.exit()).as(result.err()).isZero();
    var run = only();
    assertThat(result.out().strip()).isEqualTo(run.resolve("run.json").toRealPath().toString());
    assertThat(result.err()).contains("bad is no number");
    assertThat(run.resolve("run.md")).hasContent(NoteText.blank(ID));
    var record = record(run);
    assertThat(record).containsEntry("run_id", ID).containsEntry("status", "finished");
    assertThat(field(record, "metrics.val_acc")).isEqualTo(0.943);
    assertThat(field(record, "random.seed")).isEqualTo(42L);
    assertThat(field(record, "artifacts.model")).isEqualTo("outputs/" + ID + "/model.pt");
    assertThat(field(record, "config.hash"))
        .isEqualTo(Canonical.hash(field(record, "config.resolved")));
    assertThat(field(record, "data.hash"))
        .isEqualTo(Canonical.sha256(Files.readAllBytes(run.resolve("data_manifest.txt"))));
    assertThat(Files.readString(run.resolve("run.json"))).doesNotContain("kbd94kdlsa93kfgds");
    assertThat(field(record, "metrics_summary.loss.count")).isEqualTo(1L);
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void insideARecordedRunEverythingGoesIntoItsRecord(Python python) throws Exception {
    var result =
        recorded(
            python,
            """
            import os, threading
            runlog.log({"val/acc": 0.9}, step=3)
            runlog.config(lr=0.1, hub_token="kbd94kdlsa93kfgds")
            runlog.note(risk="one seed only")
            with runlog.run("inner", config={"x": 1}) as r:
                r.log(inner=1)
            def work(name):
                for i in range(500): runlog.log({name: i}, step=i)
            threads = [threading.Thread(target=work, args=("t%d" % n,)) for n in range(4)]
            [t.start() for t in threads]
            if os.fork() == 0:
                runlog.log(child=5); os._exit(0)
            os.wait(); [t.join() for t in threads]
            print(runlog.log_run("other", {"seed": 1}, {"test_acc": 0.5}, "elsewhere"))
            runlog.create_run_md_template("elsewhere", "other")
            """);
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(project.resolve("elsewhere")).doesNotExist();
    var record = record(only());
    assertThat(field(record, "metrics"))
        .asString()
        .contains("val/acc=0.9", "inner=1.0", "child=5.0", "test_acc=0.5");
    for (int t = 0; t < 4; t++) {
      assertThat(field(record, "metrics_summary.t" + t + ".count")).isEqualTo(500L);
    }
    assertThat(field(record, "config.resolved"))
        .asString()
        .contains("lr=0.1", "x=1", "seed=1")
        .doesNotContain("kbd94");
    assertThat(only().resolve("run.md")).content().contains("## Risk/Anomaly\none seed only\n");
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void aBlockIsARunAndItsExceptionGoesOn(Python python) throws Exception {
    env.put("PATH", RUNLOG.getParent() + ":/usr/bin:/bin");
    var result =
        run(
            python,
            """
            with runlog.run("ok", config={"lr": 1}, hypothesis="does it?") as r:
                r.log(loss=1, step=1); r.log(loss=float("inf"), step=2)
                runlog.note("it does")
            try:
                with runlog.run("bad"):
                    1 / 0
            except ZeroDivisionError:
                print("raised")
            """);
    assertThat(result.out()).isEqualTo("raised\n");
    try (var all = Files.list(project.resolve("outputs"))) {
      for (var run : all.toList()) {
        var record = record(run);
        boolean ok = run.toString().endsWith("ok");
        assertThat(record).containsEntry("status", ok ? "finished" : "failed");
        assertThat(field(record, "environment.cores_allowed")).isNotNull(); // from the program
        assertThat(field(record, "command.evidence"))
            .satisfies(e -> assertThat(String.valueOf(e)).contains(ok ? "null" : "ZeroDivision"));
        if (ok) {
          assertThat(field(record, "metrics_summary.loss.last")).isEqualTo("Infinity");
          assertThat(run.resolve("run.md")).content().contains("does it?", "## Result\nit does\n");
        }
      }
    }
  }

  @Test
  void aScriptThatIsKilledIsSettledWithWhatItHadSaid() throws Exception {
    run(
        Python.any(),
        """
        import os, signal
        r = runlog.run("cut", config={"a": 1})
        runlog.log(loss=0.25, step=1)
        os.kill(os.getpid(), signal.SIGKILL)
        """);
    var listed = Python.run(List.of(RUNLOG.toString(), "ls"), project, env);
    assertThat(listed.out()).as(listed.err()).contains("lost");
    var record = record(only());
    assertThat(field(record, "metrics.loss")).isEqualTo(0.25);
    assertThat(field(record, "config.resolved.a")).isEqualTo(1L);
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void wrongCallsAreErrorsAndTroubleIsNone(Python python) throws Exception {
    Files.writeString(project.resolve("file"), "");
    var result =
        run(
            python,
            """
            def fails(work, kind):
                try: work()
                except kind as e: return
                raise SystemExit("no " + kind.__name__)
            fails(lambda: runlog.log(), TypeError)
            fails(lambda: runlog.log(5), TypeError)
            fails(lambda: runlog.config(5), TypeError)
            fails(lambda: runlog.note(moral="x"), ValueError)
            fails(lambda: runlog.log_run("a/b", {}, {}, "o"), ValueError)
            fails(lambda: runlog.log_run("a", 5, {}, "o"), TypeError)
            class Bad:
                def __float__(self): raise RuntimeError
                def __repr__(self): raise RuntimeError
            loop = []; loop.append(loop)
            runlog.log(a=Bad(), b="x" * 10**6, c=[1], d=10**400, step=1.5)
            runlog.config({"loop": loop, "bad": Bad(), 1: {2: object()}, "s": "x" * 10**6, "u": "\\ud800"})
            assert runlog.log_run("a", {}, {"m": 1}, "file/under/a/file") is None
            assert runlog.create_run_md_template("file/x", "a") is None
            with runlog.run("x", output="file/x") as r:
                r.log(m=1)
            print("trained")
            print(runlog.log_run("b", {"loop": loop}, {"m": True}, "outputs/b"))
            """);
    assertThat(result.out()).as(result.err()).startsWith("trained\n");
    assertThat(result.exit()).isZero();
    assertThat(field(record(only()), "metrics.m")).isEqualTo(1L);
  }

  @Test
  void theModuleIsPutIntoAVirtualEnvironmentAndTakenAway() throws Exception {
    var python = Venv.of(Python.any(), "module");
    env.remove("PYTHONPATH");
    env.put("VIRTUAL_ENV", python.executable().getParent().getParent().toString());
    var hook = List.of(RUNLOG.toString(), "hook", "module");
    assertThat(Python.run(hook, project, env).exit()).isZero();
    assertThat(Python.run(hook, project, env).exit()).isZero();
    var code = List.of("-c", "import runlog, runlog._facts as f; print(f.program())");
    assertThat(python.run(project, env, code).out().strip()).isEqualTo(RUNLOG.toString());
    var remove = List.of(RUNLOG.toString(), "hook", "module", "--remove");
    assertThat(Python.run(remove, project, env).exit()).isZero();
    assertThat(python.run(project, env, List.of("-c", "import runlog")).exit()).isNotZero();
  }
}
