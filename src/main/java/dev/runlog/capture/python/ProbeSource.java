package dev.runlog.capture.python;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.capture.Source;
import dev.runlog.model.Observation.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What every Python process of the run says through the probe that is put into it: options,
/// seeds, files, the interpreter, the end. docs/reference/probe-events.md describes the events.
public final class ProbeSource implements Source {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private @Nullable Injection injection;
  private @Nullable EventFiles events;

  @Override
  public String name() {
    return "python";
  }

  @Override
  public void before(Setting setting, Sink sink) throws IOException {
    if (isSwitchedOff(setting)) {
      sink.accept(new Gap("environment.python", "the probe is switched off by RUNLOG_OFF"));
      return;
    }
    try {
      injection = Injection.into(setting);
      events = new EventFiles(injection.events(), new Processes(setting, sink));
    } catch (IOException e) {
      sink.accept(
          new Gap("environment.python", "the probe could not be set up: " + e.getMessage()));
    }
  }

  @Override
  public void during(Setting setting, Sink sink) throws IOException, InterruptedException {
    if (events != null) {
      while (!setting.awaitEnd(LOOK_EVERY)) {
        events.read();
      }
      events.read();
    }
  }

  @Override
  public void after(Setting setting, Sink sink) throws IOException {
    if (events == null || injection == null) {
      return;
    }
    events.end();
    if (events.isEmpty()) {
      Absence.explain(setting.plan().argv(), sink);
      injection.remove(); // a Python that a process left behind starts later does without it
    } else if (!injection.isInUse()) {
      injection.remove();
    }
  }

  @Override
  public void settle(Setting setting, Sink sink) throws IOException {
    var folder = Injection.events(setting);
    if (Files.isDirectory(folder)) {
      new EventFiles(folder, new Processes(setting, sink)).end();
    }
  }

  private static boolean isSwitchedOff(Setting setting) {
    var off = setting.plan().env().get("RUNLOG_OFF");
    return off != null && !off.isEmpty();
  }
}
