package dev.runlog.cli;

import dev.runlog.json.Json;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.query.Selector;
import dev.runlog.sync.Ledger;
import dev.runlog.sync.Outgoing;
import dev.runlog.sync.Tracker;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/// `runlog push`: copies of runs in a tracker.
final class PushCommand implements Command {
  private static final int[] PAUSES_SECONDS = {0, 5, 30, 120};

  @Override
  public String name() {
    return "push";
  }

  @Override
  public String summary() {
    return "copy runs to MLflow, W&B or TensorBoard";
  }

  @Override
  public String usage() {
    return "push KIND [OPTIONS] [RUN...|FILTER]   or   push --status|--waiting";
  }

  @Override
  public String description() {
    return """
        Copies the whole record of runs to a tracker: parameters, every metric point, tags, the note, the
        environment, data sets and files. KIND is mlflow (a server), wandb (an offline run folder that
        'wandb sync' uploads, at once with --sync) or tensorboard (event files). Without RUN or FILTER the
        newest run is sent.

        Sending a run again changes nothing, completes what was cut off and updates what has changed. With
        a [push] table in runlog.toml each run is sent when it has ended, without delaying it; what could
        not be sent waits and is sent with a later one. Each copy's address is printed to standard output.
        Exit code 1 if a run could not be sent. See docs/reference/trackers.md.""";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "runlog push mlflow --to http://127.0.0.1:5000",
        "runlog push mlflow 'val_acc > 0.9 and not git.dirty'",
        "runlog push mlflow --new              # all that are not there as they are here",
        "runlog push wandb @ --sync",
        "runlog push mlflow @ --dry-run",
        "runlog push --status");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            Opt.value(
                "", "to", "ADDRESS", "the tracker's address; default: runlog.toml, environment"))
        .addOption(
            Opt.value(
                "e",
                "experiment",
                "NAME",
                "MLflow's experiment or the project of W&B; default: runlog.toml, environment, the project's folder"))
        .addOption(Opt.flag("", "new", "all runs that were not sent there yet, or changed since"))
        .addOption(
            Opt.flag("", "sync", "with wandb: let 'wandb sync' upload what is not uploaded yet"))
        .addOption(Opt.flag("n", "dry-run", "show what would be sent, and send nothing"))
        .addOption(Opt.flag("", "status", "show what waits, was refused and was sent"))
        .addOption(Opt.flag("", "waiting", "send what waits"))
        .addOption(Opt.flag("", "patient", "with --waiting: try for some minutes"))
        .addOption(Opt.flag("", "json", "with --status: as JSON"));
  }

  @Override
  public int run(CommandLine line, World world) {
    if (line.hasOption("status")) {
      return status(line, world);
    }
    if (line.hasOption("waiting")) {
      return waiting(line, world);
    }
    if (line.getArgList().isEmpty()) {
      throw Problem.usage("push: where to? Type: runlog push mlflow, or: runlog push wandb");
    }
    var tracker = Tracker.of(line.getArgList().getFirst());
    var folder = Planner.project(world);
    var rules =
        Pushing.rules(folder)
            .in(line.getOptionValue("experiment"))
            .at(tracker.kind(), line.getOptionValue("to"));
    var to = tracker.open(new Tracker.Project(world, folder, rules));
    var pushing = new Pushing(world);
    var sync = line.hasOption("sync") ? WandbSync.of(tracker.kind(), world) : null;
    boolean good = true;
    for (var path : runs(line, to, pushing, world)) {
      var run = pushing.read(path, folder);
      if (run.isEmpty()) {
        world.err().println("runlog: " + path + "/run.json cannot be read as a record");
        good = false;
      } else if (line.hasOption("dry-run")) {
        world.out().println(run.get().run().runId() + " -> " + to.address());
        to.preview(run.get()).forEach(fact -> world.out().println("  " + fact));
      } else {
        good &= pushing.send(run.get(), tracker.kind(), to);
      }
    }
    if (sync != null && !line.hasOption("dry-run")) {
      good &= sync.upload(pushing.arrived());
    }
    return good ? 0 : 1;
  }

  private static List<Path> runs(
      CommandLine line, Tracker.Destination to, Pushing pushing, World world) {
    var words = line.getArgList().subList(1, line.getArgList().size());
    boolean fresh = line.hasOption("new");
    var runs = ChosenRuns.of(words, fresh, "push", world);
    return fresh ? unsent(runs, to.address(), pushing, world) : runs;
  }

  private static List<Path> unsent(List<Path> runs, String address, Pushing pushing, World world) {
    var sent = new LinkedHashMap<Path, Ledger.Entry>();
    for (var entry : pushing.entries()) {
      if (entry.to().equals(address) && entry.state() == Ledger.State.SENT) {
        sent.put(entry.run(), entry);
      }
    }
    var unsent = runs.stream().filter(run -> isUnsent(run, sent.get(whole(run)))).toList();
    if (unsent.isEmpty()) {
      world.err().println("nothing new for " + address);
    }
    return unsent;
  }

  private static Path whole(Path run) {
    return run.toAbsolutePath().normalize();
  }

  private static boolean isUnsent(Path run, Ledger.@Nullable Entry entry) {
    return entry == null || !entry.fingerprint().equals(Outgoing.fingerprint(whole(run)));
  }

  private static int waiting(CommandLine line, World world) {
    var pushing = new Pushing(world);
    Integer left = null;
    for (int pause : line.hasOption("patient") ? PAUSES_SECONDS : new int[] {0}) {
      LockSupport.parkNanos(pause * 1_000_000_000L);
      do {
        left = pushing.empty();
      } while (left != null && left == 0 && !pushing.waiting().isEmpty());
      if (left == null || left == 0) {
        break;
      }
    }
    if (left == null) {
      world.err().println("another process is sending what waits");
      return 0;
    }
    if (left > 0) {
      world.err().println(left + " still waiting; see: runlog push --status");
    }
    return left == 0 ? 0 : 1;
  }

  private static int status(CommandLine line, World world) {
    var entries = new Pushing(world).entries();
    if (line.hasOption("json")) {
      world.out().print(Json.pretty(entries.stream().map(PushCommand::tree).toList()));
      return 0;
    }
    for (var entry : entries) {
      if (entry.state() != Ledger.State.SENT) {
        world
            .out()
            .println(
                entry.state().name().toLowerCase(Locale.ROOT)
                    + "  "
                    + Selector.id(entry.run())
                    + " -> "
                    + (entry.to().isEmpty() ? entry.kind() : entry.to())
                    + (entry.why().isEmpty() ? "" : ": " + entry.why()));
      }
    }
    entries.stream()
        .filter(entry -> entry.state() == Ledger.State.SENT)
        .collect(Collectors.groupingBy(Ledger.Entry::to, LinkedHashMap::new, Collectors.counting()))
        .forEach(
            (to, count) ->
                world.out().println("sent  " + Removal.runs(count.intValue()) + " -> " + to));
    if (entries.isEmpty()) {
      world.err().println("nothing was sent yet, and nothing waits");
    }
    return 0;
  }

  private static Map<String, Object> tree(Ledger.Entry entry) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("run_id", Selector.id(entry.run()));
    tree.put("folder", entry.run().toString());
    tree.put("kind", entry.kind());
    tree.put("to", entry.to());
    tree.put("state", entry.state().name().toLowerCase(Locale.ROOT));
    tree.put("why", entry.why());
    tree.put("id", entry.id());
    tree.put("url", entry.url());
    tree.put("time", entry.time());
    return tree;
  }
}
