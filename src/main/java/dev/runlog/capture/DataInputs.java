package dev.runlog.capture;

import dev.runlog.capture.claims.Claim;
import dev.runlog.capture.claims.Claims;
import dev.runlog.data.FileHash;
import dev.runlog.data.HashCache;
import dev.runlog.data.Manifest;
import dev.runlog.data.Reading;
import dev.runlog.model.Data;
import dev.runlog.model.Observation.DataSet;
import dev.runlog.model.Observation.Gap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// The data sets of a run as they are recorded, each at its real path: read, or taken from what
/// another tool knows, or only sampled; and looked at again at the end.
final class DataInputs {
  private static final int MOST_NAMES = 20;
  private static final int MOST_CHANGED = 1000;

  private final Map<Path, Input> inputs = new LinkedHashMap<>();
  private final Setting setting;
  private final Sink sink;
  private @Nullable HashCache cache;

  /// One data set as it was recorded; `changed` names files that had changed before they could be
  /// read here.
  private record Input(Data data, Manifest manifest, List<String> changed) {}

  DataInputs(Setting setting, Sink sink) {
    this.setting = setting;
    this.sink = sink;
  }

  boolean isEmpty() {
    return inputs.isEmpty();
  }

  /// Records what is at `path`, unless it lies in what was recorded before.
  void add(Path path) throws IOException, InterruptedException {
    for (var taken : inputs.keySet()) {
      if (path.startsWith(taken)) {
        return;
      }
    }
    var claim = Claims.of(path, setting.plan().env());
    if (claim != null) {
      claimed(path, claim);
    } else {
      read(path);
    }
  }

  /// Records files that the run was seen to read.
  void add(DataSets.Found set, SeenRead seen) throws IOException, InterruptedException {
    var manifest = seen.manifest(set, cache());
    var method = set.whole() ? "manifest" : "files-read";
    read(set.path(), set.name(), method, manifest, set.changed());
  }

  private HashCache cache() {
    cache = cache == null ? HashCache.of(setting.world()) : cache;
    return cache;
  }

  private void read(Path path) throws IOException, InterruptedException {
    try (var budget = new DataBudget(setting)) {
      var reading = Reading.PLAIN.with(cache()).watchedBy(budget::expect, budget::read);
      read(path, last(path), "manifest", Manifest.of(path, reading.beside()), List.of());
    } catch (CancellationException e) {
      sampled(path, e.getMessage());
    }
  }

  private void read(Path path, String name, String method, Manifest manifest, List<String> changed)
      throws IOException {
    var file = "data_manifest" + number() + ".txt";
    var data =
        new Data(
            name,
            shown(path),
            manifest.write(setting.folder().resolve(file)),
            Splits.of(path),
            manifest.files(),
            manifest.bytes(),
            file,
            method,
            null,
            true,
            List.of(),
            List.of());
    take(path, new Input(data, manifest, changed));
    gap(data.path(), "could not be read", manifest.unreadable());
    gap(data.path(), "changed while being read", manifest.unstable());
    gap(data.path(), "no file, left out", manifest.special());
    if (manifest.files() == 0 && manifest.links() > 0) {
      sink.accept(new Gap("data.hash", data.path() + ": all it holds are links, not followed"));
    }
  }

  /// What another tool says, until somebody has it verified.
  private void claimed(Path path, Claim claim) throws IOException, InterruptedException {
    boolean whole = claim.isManifest();
    var file = (whole ? "data_manifest" : "data_claims") + number() + ".txt";
    var kept = setting.folder().resolve(file);
    if (!claim.parts().isEmpty()) {
      claim.write(kept);
    }
    var data =
        new Data(
            last(path),
            shown(path),
            whole ? "sha256:" + FileHash.sha256(kept) : null,
            Splits.of(path),
            claim.files(),
            claim.bytes(),
            whole ? file : null,
            claim.method(),
            claim.assertedBy(),
            false,
            List.of(),
            List.of(),
            claim.identity(),
            null);
    take(path, new Input(data, Manifest.sampled(path), List.of()));
  }

  /// What is too large for now: `runlog data hash --run` may do it later.
  private void sampled(Path path, @Nullable String why) throws IOException, InterruptedException {
    var manifest = Manifest.sampled(path);
    var data =
        new Data(
            last(path),
            shown(path),
            null,
            Splits.of(path),
            manifest.files(),
            manifest.bytes(),
            null,
            "sampled",
            null,
            null,
            List.of(),
            List.of(),
            null,
            manifest.fingerprint());
    take(path, new Input(data, manifest, List.of()));
    var id = setting.folder().getFileName();
    sink.accept(
        new Gap(
            "data.hash", data.path() + ": " + why + "; to have it: runlog data hash --run " + id));
  }

  private void take(Path path, Input input) {
    inputs.put(path, input);
    sink.accept(new DataSet(input.data()));
  }

  private String shown(Path path) {
    return new DataPlaces(setting).shown(path);
  }

  private static String last(Path path) {
    return String.valueOf(path.getFileName());
  }

  private String number() {
    return inputs.isEmpty() ? "" : "_" + (inputs.size() + 1);
  }

  private void gap(String path, String what, List<String> names) {
    if (!names.isEmpty()) {
      var some = new ArrayList<>(names.subList(0, Math.min(names.size(), MOST_NAMES)));
      if (names.size() > MOST_NAMES) {
        some.add((names.size() - MOST_NAMES) + " more");
      }
      sink.accept(new Gap("data.hash", path + ": " + what + ": " + String.join(", ", some)));
    }
  }

  /// Records what has changed since.
  void lookAgain() throws InterruptedException {
    for (var input : inputs.values()) {
      lookAgain(input);
    }
  }

  private void lookAgain(Input input) throws InterruptedException {
    var path = input.data().path();
    try {
      var all = new TreeSet<>(input.changed());
      all.addAll(input.manifest().changedSince());
      var changed = List.copyOf(all);
      if (!changed.isEmpty()) {
        var some = changed.subList(0, Math.min(changed.size(), MOST_CHANGED));
        sink.accept(new DataSet(input.data().withChanged(List.copyOf(some))));
      }
      if (changed.size() > MOST_CHANGED) {
        var why = changed.size() + " files changed, the first " + MOST_CHANGED + " are named";
        sink.accept(new Gap("data.changed_during_run", path + ": " + why));
      }
    } catch (IOException e) {
      var why = path + " could not be looked at again: " + e.getMessage();
      sink.accept(new Gap("data.changed_during_run", why));
    }
  }
}
