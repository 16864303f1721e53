package dev.runlog.sync.wandb;

import dev.runlog.json.Json;
import dev.runlog.model.Run;
import dev.runlog.model.Status;
import dev.runlog.sync.Outgoing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The records of one run in the order in which W&B's own program leaves them. Field numbers are
/// those of `wandb_internal.proto`; none is used that an old release does not know, because that
/// would stop it.
final class RunLog {
  private static final int HISTORY = 2;
  private static final int SUMMARY = 3;
  private static final int FILES = 6;
  private static final int METRIC = 12;
  private static final int OUTPUT_RAW = 13;
  private static final int RUN = 17;
  private static final int EXIT = 18;
  private static final int FINAL = 20;
  private static final int HEADER = 21;
  private static final int FOOTER = 22;
  private static final int VALUE_JSON = 16;
  private static final int LONGEST_TAG = 64;
  private static final long MOST_OUTPUT = 10L << 20;

  private final Outgoing outgoing;
  private final Run run;
  private final Filed filed;

  /// Under what a run is filed.
  record Filed(String id, @Nullable String entity, String project) {}

  RunLog(Outgoing outgoing, Filed filed) {
    this.outgoing = outgoing;
    this.run = outgoing.run();
    this.filed = filed;
  }

  /// Writes the log; `files` are the paths in the folder `files` beside it. Returns how many
  /// points and rows it has.
  long write(Path file, List<String> files) throws IOException {
    var history = new History(outgoing);
    var rows = history.rows();
    try (var log = new TransactionLog(file)) {
      log.add(HEADER, new Message().put(1, new Message().put(1, "0.24.0").put(2, "0.0.1")));
      log.add(RUN, run());
      if (!history.isByStepOfProgram()) {
        log.add(METRIC, new Message().put(1, History.STEP));
        log.add(METRIC, new Message().put(2, "*").put(4, History.STEP));
      }
      for (var row : rows) {
        log.add(HISTORY, history(row));
      }
      log.add(SUMMARY, summary(rows));
      output(log);
      if (!files.isEmpty()) {
        log.add(FILES, files(files));
      }
      log.add(EXIT, new Message().put(1, exitCode()).put(2, seconds()));
      log.add(FINAL, new Message());
      log.add(FOOTER, new Message());
    }
    return rows.size();
  }

  /// A run that another tool recorded may be known to have ended well, without a code.
  private int exitCode() {
    var code = run.command().exitCode();
    return code != null ? code : run.status() == Status.FINISHED ? 0 : 1;
  }

  private long seconds() {
    var duration = run.timestamp().durationSeconds();
    return duration == null ? 0 : Math.round(duration);
  }

  private Message run() {
    var record = new Message().put(1, filed.id());
    if (filed.entity() != null) {
      record.put(2, filed.entity());
    }
    record.put(3, filed.project()).put(4, config());
    if (run.group() != null) {
      record.put(6, run.group());
    }
    record.put(8, run.runId()).put(9, outgoing.note());
    tags().forEach(tag -> record.put(10, tag));
    if (run.command().host() != null) {
      record.put(13, run.command().host());
    }
    long start = outgoing.started();
    record.put(17, new Message().put(1, start / 1000).put(2, start % 1000 * 1_000_000));
    var git = git();
    return git == null ? record : record.put(21, git);
  }

  private @Nullable Message git() {
    var git = run.git();
    if (git == null || git.commit() == null) {
      return null;
    }
    var message = new Message();
    if (git.remote() != null) {
      message.put(1, git.remote());
    }
    return message.put(2, git.commit());
  }

  private List<String> tags() {
    var tags = new java.util.LinkedHashSet<>(run.tags());
    if (run.git() != null && run.git().branch() != null) {
      tags.add(run.git().branch());
    }
    return tags.stream()
        .map(tag -> tag.substring(0, Math.min(tag.length(), LONGEST_TAG)))
        .distinct()
        .toList();
  }

  private Message config() {
    var values = new LinkedHashMap<String, @Nullable Object>(outgoing.config());
    var git = run.git();
    values.put("git_commit", git == null ? null : git.commit());
    values.put("git_dirty", git == null ? null : git.dirty());
    values.put("python_version", run.environment().get("python"));
    var config = new Message();
    values.forEach((key, value) -> config.put(1, item(key, json(value))));
    return config;
  }

  /// As [Json], with numbers that are not finite as bare words.
  private static String json(@Nullable Object value) {
    return value instanceof Double number ? History.json(number) : Json.line(value);
  }

  private static Message item(String key, String json) {
    return new Message().put(1, key).put(VALUE_JSON, json);
  }

  private Message history(History.Row row) {
    var record = new Message();
    row.values().forEach((name, value) -> record.put(1, item(name, value)));
    clock(row.step(), row.time()).forEach((name, value) -> record.put(1, item(name, value)));
    return record.put(2, new Message().put(1, row.step()));
  }

  private Map<String, String> clock(long step, double time) {
    var clock = new LinkedHashMap<String, String>();
    clock.put("_step", Long.toString(step));
    clock.put("_runtime", History.json(Math.max(0, time - outgoing.started() / 1000.0)));
    clock.put("_timestamp", History.json(time));
    return clock;
  }

  private Message summary(List<History.Row> rows) {
    var values = new LinkedHashMap<String, String>();
    rows.forEach(row -> values.putAll(row.values()));
    outgoing.lone().forEach((name, value) -> values.put(History.name(name), History.json(value)));
    if (!rows.isEmpty()) {
      values.putAll(clock(rows.getLast().step(), rows.getLast().time()));
    }
    var record = new Message();
    values.forEach((name, value) -> record.put(1, item(name, value)));
    return record.put(
        1,
        new Message().put(2, "_wandb").put(2, "runtime").put(VALUE_JSON, Long.toString(seconds())));
  }

  private void output(TransactionLog log) throws IOException {
    var file = outgoing.folder().resolve("train.log");
    if (!Files.exists(file)) {
      return;
    }
    long start = outgoing.started();
    var when = new Message().put(1, start / 1000).put(2, start % 1000 * 1_000_000);
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes((int) MOST_OUTPUT);
    }
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n' || i + 1 == bytes.length) {
        var line = new String(bytes, from, i + 1 - from, StandardCharsets.UTF_8);
        log.add(OUTPUT_RAW, new Message().put(1, 1).put(2, when).put(3, line));
        from = i + 1;
      }
    }
  }

  private static Message files(List<String> paths) {
    var record = new Message();
    for (var path : paths) {
      boolean own = List.of(WandbFolder.METADATA, "requirements.txt", "diff.patch").contains(path);
      record.put(1, new Message().put(1, path).put(3, own ? 1 : 0));
    }
    return record;
  }
}
