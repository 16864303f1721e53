package dev.runlog.capture.events;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.model.Observation.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The event files of a run: the one that everybody may append to, and beside it one of each
/// process that has its own.
final class EventFolder {
  static final String FILE = "events.jsonl";
  private static final int MOST_FILES = 1000;

  private final Setting setting;
  private final Sink sink;
  private final Map<Path, EventFile> files = new TreeMap<>();
  private @Nullable Said said;

  EventFolder(Setting setting, Sink sink) {
    this.setting = setting;
    this.sink = sink;
  }

  /// Whether a file of the run folder is one of these, by its name.
  private static boolean isEvents(Path file) {
    var name = String.valueOf(file.getFileName());
    return name.startsWith("events.") && name.endsWith(".jsonl");
  }

  /// Takes what is new.
  void read() throws IOException {
    try (var all = Files.newDirectoryStream(setting.folder(), EventFolder::isEvents)) {
      for (var file : all) {
        if (!files.containsKey(file)) {
          add(file);
        }
      }
    }
    for (var file : files.values()) {
      file.read();
    }
  }

  /// A link or a device is nobody's event file, and could be endless.
  private void add(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      gap(file.getFileName() + " is no regular file");
    } else if (files.size() >= MOST_FILES) {
      gap("there are more than " + MOST_FILES + " event files");
    } else {
      said = said == null ? new Said(setting, sink) : said;
      files.put(file, new EventFile(file, said));
    }
  }

  private void gap(String why) {
    sink.accept(new Gap("events", why));
  }

  /// Nothing more will come.
  void end() throws IOException {
    read();
    for (var file : files.values()) {
      file.end();
    }
    if (said != null) {
      said.end();
    }
  }

  /// The points are in metrics.jsonl by now; what else was said is kept, with its secrets masked.
  void tidy() throws IOException {
    if (said != null && !said.isFull()) {
      for (var file : files.values()) {
        file.tidy(setting.redactor());
      }
    }
  }
}
