package dev.runlog.record;

import dev.runlog.importer.Found;
import dev.runlog.json.Canonical;
import dev.runlog.json.Records;
import dev.runlog.model.Run;
import dev.runlog.redact.Redactor;
import dev.runlog.store.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// runlog's own record, as a tracker kept it: put back as it was, in a folder of the same name
/// where that is free. What it holds was masked when it was recorded.
final class WholeRecord {
  private static final String NOTE = "run.md";

  private final Found.Whole whole;
  private final Run run;
  private final Map<String, Object> origin;
  private final Redactor redactor;

  WholeRecord(Found.Whole whole, Map<String, Object> origin, Redactor redactor) throws IOException {
    this.whole = whole;
    this.run = Records.fromTree(Run.class, whole.run());
    this.origin = origin;
    this.redactor = redactor;
  }

  RunFolder claim(Path outputs) throws IOException {
    return RunFolder.claim(outputs, id(run.runId()));
  }

  /// What a stranger calls a run may be no name for a folder.
  private static String id(String told) throws IOException {
    if (told.matches("[^./\\p{Cntrl}][^/\\p{Cntrl}]{0,199}")) {
      return told;
    }
    throw new IOException("its record has no id that is a name");
  }

  /// The folder of the run with this key, if it is here already.
  static @Nullable Path here(Path outputs, @Nullable Object id, @Nullable Object key) {
    try {
      var folder = id == null || key == null ? null : outputs.resolve(id(id.toString()));
      return folder != null
              && Files.exists(folder.resolve("run.json"))
              && Canonical.key(Records.fromTree(Run.class, RunFolder.of(folder).readRun()))
                  .equals(key)
          ? folder
          : null;
    } catch (IOException e) {
      return null; // another run, or none
    }
  }

  /// Fetches the files; run.json comes last, as the sign that it is whole.
  void write(RunFolder folder) throws IOException {
    for (var file : whole.files().entrySet()) {
      var name = file.getKey();
      if (!name.equals(NOTE) || !Files.exists(folder.file(name))) {
        fetch(name, file.getValue(), folder);
      }
    }
    var tree = new LinkedHashMap<String, @Nullable Object>(whole.run());
    tree.put("run_id", folder.id());
    tree.put("imported_from", origin);
    folder.writeRun(tree, redactor);
  }

  private static void fetch(String name, Found.Kept kept, RunFolder folder) throws IOException {
    var next = folder.file("." + name + "." + ProcessHandle.current().pid());
    try {
      kept.copy().to(next);
      Files.move(next, folder.file(name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(next);
    }
  }
}
