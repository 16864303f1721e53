package dev.runlog.record;

import dev.runlog.importer.Foreign;
import dev.runlog.importer.Found;
import dev.runlog.importer.Place;
import dev.runlog.importer.RunStore;
import dev.runlog.model.Problem;
import dev.runlog.plan.Planner;
import dev.runlog.plan.Request;
import dev.runlog.store.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Brings the runs of other tools in. What is here already stays as it is, unless it had not
/// ended and there is more of it now; a run that is broken is named, and the others follow.
public final class ForeignRuns {
  private final String kind;
  private final Place place;
  private final boolean dry;
  private final Path outputs;
  private final Consumer<Outcome> outcomes;
  private final ForeignMarks marks;

  /// What became of one run: `run` is its id here, null where it is not here.
  public record Outcome(Fate fate, String label, @Nullable String run, @Nullable String why) {}

  /// Each run has one.
  public enum Fate {
    NEW,
    UPDATED,
    KNOWN,
    BROKEN
  }

  private ForeignRuns(String kind, Place place, boolean dry, Consumer<Outcome> outcomes)
      throws IOException {
    this.kind = kind;
    this.place = place;
    this.dry = dry;
    this.outcomes = outcomes;
    this.outputs = Planner.outputs(place.world());
    this.marks = new ForeignMarks(outputs);
  }

  /// The stores that can be read.
  public static List<RunStore> stores() {
    var loaded = ServiceLoader.load(RunStore.class, ForeignRuns.class.getClassLoader());
    return StreamSupport.stream(loaded.spliterator(), false).toList();
  }

  /// Brings all runs of a kind in a place in; `dry` only says what would be done.
  public static void bring(String kind, Place place, boolean dry, Consumer<Outcome> outcomes)
      throws IOException {
    var ofKind = stores().stream().filter(store -> store.kind().equals(kind)).toList();
    try {
      for (var store : ofKind) {
        if (store.fits(place)) {
          var runs = new ForeignRuns(kind, place, dry, outcomes);
          store.each(place, runs::bring);
          return;
        }
      }
    } catch (Problem | IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
    var lookedFor = String.join("; ", ofKind.stream().map(RunStore::lookedFor).toList());
    throw Problem.notFound(
        "import: no runs of " + kind + " in " + place.typed() + "; looked for " + lookedFor);
  }

  @SuppressWarnings("CatchingUnchecked") // a foreign file may break its reader in any way
  private void bring(Foreign run) {
    try {
      outcomes.accept(brought(run));
    } catch (Exception | StackOverflowError e) {
      var why = e.getMessage() == null ? e.toString() : e.getMessage();
      outcomes.accept(new Outcome(Fate.BROKEN, run.label(), null, why));
    }
  }

  private Outcome brought(Foreign run) throws Exception {
    var known = marks.of(kind, run.id());
    if (known != null && known.ended()) {
      return outcome(Fate.KNOWN, run, known.run());
    }
    var found = new Found();
    run.content().read(found);
    var state = ForeignMarks.state(found);
    if (known != null && known.state().equals(state)) {
      return outcome(Fate.KNOWN, run, known.run());
    }
    var fate = known == null ? Fate.NEW : Fate.UPDATED;
    if (dry) {
      return outcome(fate, run, known == null ? null : known.run());
    }
    var record = new ForeignRecord(kind, run, found, place, request(run, found));
    var folder = known == null ? record.claim() : RunFolder.of(outputs.resolve(known.run()));
    try {
      record.write(folder, state);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      if (known == null) {
        folder.delete();
      }
      throw e;
    }
    marks.add(folder.path());
    return outcome(fate, run, folder.id());
  }

  private static Outcome outcome(Fate fate, Foreign run, @Nullable String id) {
    return new Outcome(fate, run.label(), id, null);
  }

  private static Request request(Foreign run, Found found) {
    var told = found.fact("name");
    var name = told == null ? run.label() : told.value().toString();
    var hypothesis = found.fact("hypothesis");
    var group = found.fact("group");
    var tags = found.fact("tags");
    return new Request(
        List.of(name),
        name,
        hypothesis == null ? null : hypothesis.value().toString(),
        null,
        group == null ? null : group.value().toString(),
        tags != null && tags.value() instanceof List<?> list
            ? list.stream().map(String::valueOf).toList()
            : List.of(),
        List.of(),
        null,
        true,
        true);
  }
}
