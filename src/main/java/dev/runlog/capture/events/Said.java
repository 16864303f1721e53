package dev.runlog.capture.events;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.json.Json;
import dev.runlog.model.Observation.Gap;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The lines of all event files of a run: each an event, or counted under the reason why it is
/// none, so that a million bad lines are one gap.
final class Said {
  private static final long MOST_BYTES = 1L << 30;
  private static final int SHOWN = 80;

  private final Sink sink;
  private final Events events;
  private final Map<String, Refusal> refusals = new LinkedHashMap<>();
  private long bytes;
  private long lines;

  /// How many lines were refused for one reason, and the first of them.
  private record Refusal(long count, long line, String text) {}

  Said(Setting setting, Sink sink) {
    this.sink = sink;
    this.events = new Events(setting, sink);
  }

  void bytes(int more) {
    bytes += more;
  }

  /// Whether more is not read.
  boolean isFull() {
    return bytes > MOST_BYTES || events.isFull();
  }

  /// Takes a line; true where it was a metric and nothing else has to keep it.
  boolean accept(String line) {
    lines++;
    try {
      if (!(read(line) instanceof Map<?, ?> fields)) {
        throw new Refused("no JSON object");
      }
      events.accept(fields);
      return "metric".equals(fields.get("e"));
    } catch (Refused e) {
      refused(String.valueOf(e.getMessage()), line);
      return false;
    }
  }

  /// `NaN` and `Infinity` are no JSON, but what Python and C print.
  private static @Nullable Object read(String line) throws Refused {
    try {
      return Json.read(line);
    } catch (IOException e) {
      if (line.contains("NaN") || line.contains("Infinity")) {
        try {
          return Json.readLenient(line);
        } catch (IOException _) {
          // told below
        }
      }
      throw new Refused("no JSON object");
    }
  }

  void refused(String why, String line) {
    var shown = line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line;
    var refusal = refusals.get(why);
    refusals.put(
        why,
        refusal == null
            ? new Refusal(1, lines, shown)
            : new Refusal(refusal.count + 1, refusal.line, refusal.text));
  }

  /// Says what could not be used.
  void end() {
    events.end();
    refusals.forEach(
        (why, refusal) ->
            sink.accept(
                new Gap(
                    "events",
                    refusal.count
                        + (refusal.count == 1 ? " line" : " lines")
                        + " could not be used: "
                        + why
                        + (refusal.text.isEmpty()
                            ? ""
                            : "; the first is line " + refusal.line + ": " + refusal.text))));
    if (isFull()) {
      sink.accept(new Gap("events", "more was said than is read (2,000,000 points, 1 GiB)"));
    }
  }
}
