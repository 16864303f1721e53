package dev.runlog.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.capture.python.Python;
import dev.runlog.capture.python.Venv;
import dev.runlog.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Stores that Guild, ClearML, Trackio and DVCLive wrote themselves.
@Timeout(600)
class LightStoresIT {
  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void project() {
    cli = new Cli(folder);
    cli.committed();
  }

  private static Python newest() {
    return Venv.oldestAndNewest().getLast();
  }

  private void run(Python python, Map<String, String> env, String... words) throws Exception {
    var more = new java.util.HashMap<>(env);
    more.put("HOME", folder.resolve("home").toString());
    more.put("PATH", python.executable().getParent() + ":" + System.getenv("PATH"));
    var result = python.run(cli.project, more, List.of(words));
    assertThat(result.exit()).as(result.out() + result.err()).isZero();
  }

  private List<Map<String, Object>> imported(String kind, Path place, int runs) {
    var result = cli.runlog("import", kind, place.toString());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err()).contains(runs + " imported");
    assertThat(cli.runlog("import", kind, place.toString()).err())
        .contains("0 imported, 0 updated");
    var records = new ArrayList<Map<String, Object>>();
    cli.runs().forEach(run -> records.add(Cli.record(run)));
    assertThat(records).hasSize(runs);
    return records;
  }

  private static Map<String, Object> named(List<Map<String, Object>> records, String name) {
    return records.stream()
        .filter(record -> name.equals(record.get("name")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void guild() throws Exception {
    // its last release is from before Python 3.12
    var python = Venv.with(Venv.oldestAndNewest().getFirst(), "guild", "guildai", "setuptools<70");
    cli.file(
        "train.py",
        """
        lr = 0.1
        name = 'a b'
        for i in range(3):
            print('step: %d' % i)
            print('loss: %f' % (lr / (i + 1)))
        """);
    cli.file(
        "guild.yml",
        "train:\n  main: train\n  flags-import: all\n  description: d\nbad:\n  exec: 'false'\n");
    cli.sh("git add -A; git commit -qm guild");
    var home = Files.createDirectories(folder.resolve("guild home"));
    var env = Map.of("GUILD_HOME", home.toString());
    var guild = List.of("-m", "guild.main_bootstrap");
    run(
        python,
        env,
        words(
            guild,
            "run",
            "train",
            "lr=0.5",
            "-y",
            "--tag",
            "t1",
            "--label",
            "my label",
            "--comment",
            "why: it\n\nran"));
    Files.writeString(
        cli.project.resolve("train.py"),
        "print('loss: 1')\n",
        java.nio.file.StandardOpenOption.APPEND);
    var failed =
        python.run(
            cli.project,
            Map.of(
                "GUILD_HOME",
                home.toString(),
                "HOME",
                folder + "/home",
                "PATH",
                System.getenv("PATH")),
            List.of(words(guild, "run", "bad", "-y")));
    assertThat(failed.exit()).isNotZero();
    var records = imported("guild", home, 2);
    var train = named(records, "train");
    assertThat(train.get("status")).isEqualTo("finished");
    assertThat(Cli.field(train, "config.resolved")).hasToString("{lr=0.5, name=a b}");
    assertThat(Cli.field(train, "metrics_summary.loss.count")).isEqualTo(3L);
    assertThat((Double) Cli.field(train, "metrics.loss")).isBetween(0.16, 0.17);
    assertThat(Cli.field(train, "git.commit")).isEqualTo(cli.sh("git rev-parse HEAD").strip());
    assertThat(Cli.field(train, "git.dirty")).isEqualTo(false);
    assertThat(train.get("tags")).isEqualTo(List.of("t1"));
    assertThat((String) train.get("hypothesis")).startsWith("why: it");
    assertThat(Cli.field(train, "imported_from.label")).isEqualTo("my label");
    assertThat(Cli.field(train, "environment.python").toString()).startsWith("3.");
    assertThat(Cli.field(train, "command.argv").toString()).contains("--lr, 0.5");
    var bad = named(records, "bad");
    assertThat(bad.get("status")).isEqualTo("failed");
    assertThat(Cli.field(bad, "command.exit_code")).isEqualTo(1L);
    assertThat(Cli.field(bad, "git.dirty")).isEqualTo(true);
  }

  private static String[] words(List<String> first, String... more) {
    var words = new ArrayList<>(first);
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  /// Heavy only because ClearML itself sometimes hangs, or leaves an empty task, as it closes.
  @Test
  @Tag("heavy")
  @Timeout(120)
  void clearMlFoldersAndZips() throws Exception {
    var python = Venv.with(newest(), "clearml", "clearml");
    cli.file(
        "train.py",
        """
        from clearml import Task
        import argparse
        Task.set_offline(True)
        task = Task.init(project_name='proj/x', task_name='my task', tags=['a', 'b'],
                         auto_connect_frameworks=False)
        parser = argparse.ArgumentParser()
        parser.add_argument('--lr', type=float, default=0.1)
        parser.parse_args()
        task.connect({'depth': 3, 'opt': {'name': 'adam'}, 'digits': '007'})
        task.connect({'z': 1}, name='Other')
        task.set_comment('why')
        log = task.get_logger()
        for i in range(5):
            log.report_scalar('loss', 'train', 1 / (i + 1), i)
        log.report_single_value('best', 0.5)
        print('hello clearml')
        task.upload_artifact('thing', {'a': 1})
        task.close()
        """);
    cli.sh("git add -A; git commit -qm clearml; echo '# changed' >> train.py");
    run(python, Map.of(), "train.py", "--lr", "0.5");
    var offline = folder.resolve("home/.clearml/cache/offline");
    isTheTask(imported("clearml", offline, 1).getFirst());
    cli.sh("rm -r outputs; cd '" + offline + "'; rm -r offline-*[!p]");
    isTheTask(imported("clearml", offline, 1).getFirst());
  }

  private void isTheTask(Map<String, Object> task) throws IOException {
    assertThat(task.get("name")).isEqualTo("my_task");
    assertThat(Cli.field(task, "config.resolved").toString())
        .contains("lr=0.5", "depth=3", "opt={name=adam}", "Other={z=1}", "digits=007");
    assertThat(Cli.field(task, "metrics_summary.loss/train.count")).isEqualTo(5L);
    assertThat(Cli.field(task, "metrics").toString()).contains("loss/train=0.2", "best=0.5");
    assertThat((List<?>) task.get("tags")).map(String::valueOf).containsExactlyInAnyOrder("a", "b");
    assertThat(task.get("hypothesis")).isEqualTo("why");
    assertThat(Cli.field(task, "git.commit")).isEqualTo(cli.sh("git rev-parse HEAD").strip());
    assertThat(Cli.field(task, "git.dirty")).isEqualTo(true);
    assertThat(cli.onlyRun().resolve("changes.patch")).content().contains("+# changed");
    assertThat(cli.onlyRun().resolve("train.log")).content().contains("hello clearml");
    assertThat(Cli.field(task, "artifacts.thing").toString()).endsWith("thing.json");
    assertThat(Cli.field(task, "imported_from.project")).isEqualTo("proj/x");
  }

  @Test
  void trackio() throws Exception {
    var python = Venv.with(newest(), "trackio", "trackio");
    cli.file(
        "train.py",
        """
        import trackio
        for name in ('first run', 'second'):
            trackio.init(project='proj', name=name, config={'lr': 0.1, 'model': {'depth': 3}})
            for i in range(3):
                trackio.log({'train/loss': 1 / (i + 1), 'bad': float('nan')}, step=i)
            trackio.finish()
        """);
    var store = folder.resolve("track io");
    run(python, Map.of("TRACKIO_DIR", store.toString()), "train.py");
    var run = named(imported("trackio", store.resolve("proj.db"), 2), "first_run");
    assertThat(Cli.field(run, "config.resolved")).hasToString("{lr=0.1, model={depth=3}}");
    assertThat(Cli.field(run, "metrics_summary.train/loss.count")).isEqualTo(3L);
    assertThat((Double) Cli.field(run, "metrics.train/loss")).isBetween(0.33, 0.34);
    assertThat(Cli.field(run, "metrics_summary.bad.last")).isEqualTo("NaN");
    assertThat(Cli.field(run, "imported_from.project")).isEqualTo("proj");
  }

  @Test
  void dvcLive() throws Exception {
    var python = Venv.with(newest(), "dvclive", "dvclive");
    cli.file(
        "train.py",
        """
        from dvclive import Live
        with Live('live', save_dvc_exp=False, monitor_system=False) as live:
            live.log_params({'lr': 0.1, 'model': {'depth': 3}})
            for i in range(3):
                live.log_metric('train/loss', 1 / (i + 1), timestamp=True)
                live.log_metric('bad', float('nan'))
                live.next_step()
            live.log_metric('best', 0.5, plot=False)
        """);
    run(python, Map.of("DVC_NO_ANALYTICS", "1"), "train.py");
    var run = imported("dvclive", cli.project.resolve("live"), 1).getFirst();
    assertThat(Cli.field(run, "config.resolved")).hasToString("{lr=0.1, model={depth=3}}");
    assertThat(Cli.field(run, "metrics_summary.train/loss.count")).isEqualTo(3L);
    assertThat(Cli.field(run, "metrics_summary.bad.last")).isEqualTo("NaN");
    assertThat(Cli.field(run, "metrics.best")).isEqualTo(0.5);
    assertThat(Files.readString(cli.onlyRun().resolve("metrics.jsonl"))).contains("\"step\":2");
  }
}
