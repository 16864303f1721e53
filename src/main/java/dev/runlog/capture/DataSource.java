package dev.runlog.capture;

import dev.runlog.capture.remote.Inquiry;
import dev.runlog.capture.remote.RemoteData;
import dev.runlog.model.Observation.DataSet;
import dev.runlog.model.Observation.Gap;
import dev.runlog.model.Observation.Parameter;
import dev.runlog.model.Observation.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// The data that the run was given: paths that were declared, else those that the configuration
/// names under a key of [DataKeys], else the files that its processes were seen to read. Every
/// file's content is hashed, and looked at again at the end.
public final class DataSource implements Source {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(300);

  private final Set<String> seen = new HashSet<>();
  private final SeenRead seenRead = new SeenRead();
  private final List<Inquiry> inquiries = new ArrayList<>();
  private @Nullable DataInputs inputs;
  private boolean refused;

  @Override
  public String name() {
    return "data";
  }

  @Override
  public void during(Setting setting, Sink sink) throws InterruptedException {
    setting.plan().settings().split().forEach((part, size) -> sink.accept(new Split(part, size)));
    for (var declared : setting.plan().data()) {
      if (!remote(declared, setting, sink)) {
        declared(declared, setting, sink);
      }
    }
    if (!setting.plan().data().isEmpty()) {
      return;
    }
    do {
      configured(setting, sink);
      if (inputs(setting, sink).isEmpty()) {
        seenRead.look(setting);
      }
    } while (!setting.awaitEnd(LOOK_AGAIN));
  }

  @Override
  public void after(Setting setting, Sink sink) throws InterruptedException {
    var all = inputs(setting, sink);
    if (setting.plan().data().isEmpty()) {
      configured(setting, sink);
      if (all.isEmpty()) {
        read(setting, sink);
      }
    }
    all.lookAgain();
    for (var inquiry : inquiries) {
      inquiry.end();
    }
    if (all.isEmpty() && !refused) {
      sink.accept(new Gap("data", "no data path was declared or found"));
    }
  }

  private DataInputs inputs(Setting setting, Sink sink) {
    inputs = inputs == null ? new DataInputs(setting, sink) : inputs;
    return inputs;
  }

  /// False where it is no address of data elsewhere.
  private boolean remote(String named, Setting setting, Sink sink) {
    var data = RemoteData.of(named, setting.redactor());
    if (data != null && seen.add(named)) {
      sink.accept(new DataSet(data));
      sink.accept(
          new Gap("data.hash", data.path() + ": is elsewhere and was not read; no hash is known"));
      inquiries.add(Inquiry.start(named, data, setting, sink));
      refused = true;
    }
    return data != null;
  }

  private void declared(String named, Setting setting, Sink sink) throws InterruptedException {
    var places = new DataPlaces(setting);
    var path = places.existing(named);
    if (path == null) {
      refuse(named, "does not exist", sink);
    } else {
      take(named, path, places.refusal(path), setting, sink);
    }
  }

  private void configured(Setting setting, Sink sink) throws InterruptedException {
    for (var parameter : setting.observed(Parameter.class)) {
      if (DataKeys.isData(parameter.key())) {
        var values = parameter.value() instanceof List<?> list ? list : listOf(parameter.value());
        for (var value : values) {
          if (value instanceof String text
              && !seen.contains(text)
              && !remote(text, setting, sink)) {
            configured(text, setting, sink);
          }
        }
      }
    }
  }

  private static List<?> listOf(@Nullable Object value) {
    return value == null ? List.of() : List.of(value);
  }

  private void configured(String named, Setting setting, Sink sink) throws InterruptedException {
    var places = new DataPlaces(setting);
    var path = places.existing(named);
    if (path != null && !places.isMadeByTheRun(path) && seen.add(named)) {
      take(named, path, places.refusalOfConfigured(path), setting, sink);
    }
  }

  private void take(String named, Path path, @Nullable String refusal, Setting setting, Sink sink)
      throws InterruptedException {
    if (refusal != null) {
      refuse(named, refusal, sink);
      return;
    }
    try {
      inputs(setting, sink).add(path);
    } catch (IOException e) {
      refuse(path.toString(), "could not be read: " + e.getMessage(), sink);
    }
  }

  /// What was read, where nothing tells what the data is.
  private void read(Setting setting, Sink sink) throws InterruptedException {
    for (var set : seenRead.sets(setting)) {
      try {
        inputs(setting, sink).add(set, seenRead);
      } catch (IOException | CancellationException e) {
        refuse(set.path().toString(), "could not be read: " + e.getMessage(), sink);
      }
    }
  }

  private void refuse(String path, String why, Sink sink) {
    refused = true;
    sink.accept(new Gap("data", path + " " + why));
  }
}
