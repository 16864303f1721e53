package dev.runlog.capture.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one TensorBoard event says: scalars, hyper-parameters, or that the run starts again at its
/// step.
record Event(
    double time, long step, boolean restart, List<Scalar> scalars, Map<String, Object> parameters) {

  record Scalar(String tag, double value) {}

  /// A value of a summary before it is known whether its tag holds scalars.
  private record Value(String tag, @Nullable Double number, boolean old, @Nullable String plugin) {}

  /// Reads an event. `plugins` remembers what a tag holds, which only its first value says.
  static Event read(byte[] data, Map<String, String> plugins) {
    double time = 0;
    long step = 0;
    boolean restart = false;
    var scalars = new ArrayList<Scalar>();
    var parameters = new LinkedHashMap<String, Object>();
    for (var event = new Wire(data); event.next(); ) {
      switch (event.field()) {
        case 1 -> time = event.float64();
        case 2 -> step = event.number();
        case 5 -> summary(event.message(), plugins, scalars, parameters);
        case 7 -> restart = started(event.message());
        default -> {}
      }
    }
    return new Event(time, step, restart, scalars, parameters);
  }

  private static boolean started(Wire session) {
    while (session.next()) {
      if (session.field() == 1) {
        return session.number() == 1;
      }
    }
    return false;
  }

  private static void summary(
      Wire summary,
      Map<String, String> plugins,
      List<Scalar> scalars,
      Map<String, Object> parameters) {
    while (summary.next()) {
      if (summary.field() != 1 || !summary.delimited()) {
        continue;
      }
      var value = value(summary.message(), parameters);
      if (value.plugin != null && plugins.size() < 10_000) {
        plugins.putIfAbsent(value.tag, value.plugin);
      }
      var plugin = plugins.getOrDefault(value.tag, value.old ? "scalars" : "");
      if (value.number != null && plugin.equals("scalars")) {
        scalars.add(new Scalar(value.tag, value.number));
      }
    }
  }

  private static Value value(Wire value, Map<String, Object> parameters) {
    var tag = "";
    Double number = null;
    boolean old = false;
    String plugin = null;
    while (value.next()) {
      switch (value.field()) {
        case 1 -> tag = value.text();
        case 2 -> {
          number = (double) value.float32();
          old = true;
        }
        case 8 -> number = Tensor.scalar(value.message());
        case 9 -> plugin = plugin(value.message(), parameters);
        default -> {}
      }
    }
    return new Value(tag, number, old, plugin);
  }

  private static @Nullable String plugin(Wire metadata, Map<String, Object> parameters) {
    String name = null;
    while (metadata.next()) {
      if (metadata.field() != 1 || !metadata.delimited()) {
        continue;
      }
      Wire content = null;
      for (var plugin = metadata.message(); plugin.next(); ) {
        if (plugin.field() == 1) {
          name = plugin.text();
        } else if (plugin.field() == 2) {
          content = plugin.message();
        }
      }
      if (content != null && "hparams".equals(name)) {
        HyperParameters.read(content, parameters);
      }
    }
    return name;
  }
}
