package dev.runlog.sync;

import dev.runlog.model.Nearest;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.PushRules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// A program that people look at runs in. A new one is one file, a line in `META-INF/services`
/// and its name in [PushRules#KINDS].
public interface Tracker {
  /// The word after `runlog push`.
  String kind();

  /// Reads where this project's runs go, without asking there; a [Problem] where nothing says.
  Destination open(Project project);

  /// Whose runs are sent: `folder` is what paths in the records are relative to.
  record Project(World world, Path folder, PushRules rules) {

    /// The address of a tracker in runlog.toml or on the command line; null where none is.
    public @Nullable String address(String kind) {
      var address = rules.to().get(kind);
      return address == null || address.isEmpty() ? null : address;
    }

    /// What the project's runs are filed under where no setting says.
    public String name() {
      var name = folder.getFileName();
      return name == null ? "runlog" : name.toString();
    }
  }

  /// One place to send runs to.
  interface Destination {
    /// Where it is, without credentials: one address is one copy of a run.
    String address();

    /// What would be sent, a fact each.
    List<String> preview(Outgoing run);

    /// Sends what is not there yet; sending again changes nothing.
    Sent push(Outgoing run) throws PushFailure;

    /// Says in one line whether it can be reached, and as whom.
    String reach() throws PushFailure;
  }

  /// A run that has arrived: the tracker's own id and page, what was sent this time, and what was
  /// left out and why.
  record Sent(String id, String url, List<String> facts, List<String> leftOut) {}

  /// All trackers.
  static List<Tracker> all() {
    var all = new ArrayList<Tracker>();
    ServiceLoader.load(Tracker.class).forEach(all::add);
    return all;
  }

  /// The tracker of a name; a [Problem] that names the nearest where there is none.
  static Tracker of(String kind) {
    var all = all();
    for (var tracker : all) {
      if (tracker.kind().equals(kind)) {
        return tracker;
      }
    }
    var kinds = all.stream().map(Tracker::kind).toList();
    throw Problem.usage(
        "push: there is no tracker '"
            + kind
            + "'"
            + Nearest.hint(kind, kinds)
            + "; there are: "
            + String.join(", ", kinds));
  }
}
