package dev.runlog.cli;

import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.PushRules;
import dev.runlog.plan.SettingsFile;
import dev.runlog.record.Stored;
import dev.runlog.sync.Ledger;
import dev.runlog.sync.Outgoing;
import dev.runlog.sync.PushFailure;
import dev.runlog.sync.Tracker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sends runs and notes in the ledger how each went.
final class Pushing {
  private final World world;
  private final Ledger ledger;
  private final List<String> arrived = new ArrayList<>();

  Pushing(World world) {
    this.world = world;
    this.ledger = new Ledger(world.state());
  }

  /// The rules of the project at a folder.
  static PushRules rules(Path project) {
    var rules = SettingsFile.find(project).settings().push();
    return rules == null ? PushRules.NONE : rules;
  }

  Optional<Outgoing> read(Path folder, Path project) {
    var whole = folder.toAbsolutePath().normalize();
    return Stored.read(whole, world).map(stored -> new Outgoing(whole, stored.run(), project));
  }

  /// Sends one run and says how it went; true where it arrived.
  boolean send(Outgoing run, String kind, Tracker.Destination to) {
    var fingerprint = run.fingerprint();
    var entry = entry(run.folder(), run.project(), kind, to.address(), fingerprint);
    try (var right = ledger.sending(run.folder(), to.address())) {
      if (right == null) {
        world.err().println(run.run().runId() + ": another process is sending it at the moment");
        return true;
      }
      var sent = to.push(run);
      tell(run.run().runId(), to.address(), sent);
      arrived.add(sent.url());
      note(arrived(entry, sent));
      return true;
    } catch (PushFailure e) {
      var state = e.isPassing() ? Ledger.State.FAILED : Ledger.State.REFUSED;
      note(entry.now(now(), state, e.why()));
      world.err().println("runlog: " + run.run().runId() + " was not sent: " + e.why());
      return false;
    } catch (IOException e) {
      world.err().println("runlog: " + run.run().runId() + " was not sent: " + e);
      return false;
    } catch (Exception e) {
      note(entry.now(now(), Ledger.State.REFUSED, e.toString()));
      world.err().println("runlog: " + run.run().runId() + " was not sent: " + e);
      return false;
    }
  }

  /// Where the runs are that were sent so far.
  List<String> arrived() {
    return List.copyOf(arrived);
  }

  private static Ledger.Entry arrived(Ledger.Entry entry, Tracker.Sent sent) {
    return new Ledger.Entry(
        entry.time(),
        entry.run(),
        entry.project(),
        entry.kind(),
        entry.to(),
        Ledger.State.SENT,
        String.join("; ", sent.leftOut().stream().limit(20).toList()),
        sent.id(),
        sent.url(),
        entry.fingerprint());
  }

  private void tell(String id, String address, Tracker.Sent sent) {
    var what = sent.facts().isEmpty() ? "nothing new" : String.join(", ", sent.facts());
    world.err().println(id + " -> " + address + ": " + what);
    sent.leftOut().forEach(why -> world.err().println("  not sent: " + why));
    world.out().println(sent.url());
  }

  private void note(Ledger.Entry entry) {
    try {
      ledger.add(entry);
    } catch (IOException e) {
      world.err().println("runlog: the ledger cannot be written: " + e.getMessage());
    }
  }

  /// Notes a run as waiting for each tracker of its project.
  void queue(Path folder, Path project, PushRules rules) throws IOException {
    for (var kind : rules.to().keySet()) {
      ledger.add(entry(folder.toAbsolutePath().normalize(), project, kind, "", ""));
    }
  }

  private Ledger.Entry entry(Path run, Path project, String kind, String to, String fingerprint) {
    return new Ledger.Entry(
        now(), run, project, kind, to, Ledger.State.QUEUED, "", "", "", fingerprint);
  }

  private String now() {
    return OffsetDateTime.now(world.clock()).toString();
  }

  /// What was told of runs so far.
  List<Ledger.Entry> entries() {
    try {
      return ledger.entries();
    } catch (IOException e) {
      throw Problem.notFound("push: the ledger cannot be read: " + e.getMessage());
    }
  }

  /// Sends what waits, in order; an address that cannot be reached is not asked again for the
  /// next run. Returns how many still wait; null where another process is at it.
  @Nullable Integer empty() {
    try (var right = ledger.emptying()) {
      return right == null ? null : emptied();
    } catch (Exception e) {
      throw Problem.notFound("push: what waits cannot be sent: " + e.getMessage());
    }
  }

  private int emptied() {
    Set<String> silent = new HashSet<>();
    int left = 0;
    for (var entry : waiting()) {
      var unreachable = entry.kind() + "\n" + entry.project();
      boolean sent = !silent.contains(unreachable) && sendLater(entry);
      if (!sent) {
        silent.add(unreachable);
        left++;
      }
    }
    return left;
  }

  List<Ledger.Entry> waiting() {
    var waiting = new ArrayList<>(entries());
    waiting.removeIf(entry -> !entry.state().isWaiting());
    return waiting;
  }

  /// False where the rest for this address may as well wait.
  private boolean sendLater(Ledger.Entry entry) {
    try {
      var run = read(entry.run(), entry.project());
      if (run.isEmpty()) {
        note(entry.now(now(), Ledger.State.REFUSED, "the run is no longer there"));
        return true;
      }
      var rules = rules(entry.project());
      var project = new Tracker.Project(world, entry.project(), rules);
      var to = Tracker.of(entry.kind()).open(project);
      return send(run.get(), entry.kind(), to) || isRefused(entry);
    } catch (Problem e) {
      note(entry.now(now(), Ledger.State.FAILED, String.valueOf(e.getMessage())));
      return false;
    }
  }

  private boolean isRefused(Ledger.Entry entry) {
    return entries().stream()
        .filter(one -> one.run().equals(entry.run()) && one.kind().equals(entry.kind()))
        .noneMatch(one -> one.state().isWaiting());
  }
}
