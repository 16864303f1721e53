package dev.runlog.capture.events;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.capture.Source;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the programs of a run append to the file that RUNLOG_EVENTS names: metrics, parameters,
/// notes, artifacts, data. docs/reference/events.md describes the lines.
public final class EventsSource implements Source {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private @Nullable EventFolder events;

  @Override
  public String name() {
    return "events";
  }

  @Override
  public void before(Setting setting, Sink sink) {
    var file = setting.folder().toAbsolutePath().resolve(EventFolder.FILE);
    setting.childEnvironment().put("RUNLOG_EVENTS", file.toString());
  }

  @Override
  public void during(Setting setting, Sink sink) throws IOException, InterruptedException {
    events = new EventFolder(setting, sink);
    while (!setting.awaitEnd(LOOK_EVERY)) {
      events.read();
    }
    events.end();
  }

  @Override
  public void after(Setting setting, Sink sink) throws IOException {
    if (events != null) {
      events.tidy();
    }
  }

  @Override
  public void settle(Setting setting, Sink sink) throws IOException {
    var left = new EventFolder(setting, sink);
    left.end();
    left.tidy();
  }
}
