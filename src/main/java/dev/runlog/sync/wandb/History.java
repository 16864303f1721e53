package dev.runlog.sync.wandb;

import dev.runlog.json.Json;
import dev.runlog.model.MetricPoint;
import dev.runlog.sync.Outgoing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The points of a run as rows of W&B's history: a row for each step with all metrics of it, in
/// the order of the steps. Where a metric has two values at a step, or a step is negative, rows
/// are numbered as the points came, and the step of each is a column, so that nothing is lost.
final class History {
  static final String STEP = "step";

  private final List<MetricPoint> points = new ArrayList<>();
  private final boolean isByStep;

  /// What was known at one step.
  record Row(long step, double time, Map<String, String> values) {}

  History(Outgoing run) throws IOException {
    run.points(points::add);
    isByStep = isByStep();
  }

  private boolean isByStep() {
    var seen = new java.util.HashSet<String>();
    return points.stream().allMatch(p -> step(p) >= 0 && seen.add(step(p) + " " + name(p.name())));
  }

  private static long step(MetricPoint point) {
    return point.step() == null ? 0 : point.step();
  }

  boolean isByStepOfProgram() {
    return isByStep;
  }

  List<Row> rows() {
    return isByStep ? byStep() : inOrder();
  }

  private List<Row> byStep() {
    var rows = new TreeMap<Long, Row>();
    for (var point : points) {
      var row = rows.get(step(point));
      var values = row == null ? new LinkedHashMap<String, String>() : row.values();
      values.put(name(point.name()), json(point.value()));
      double time = row == null ? point.time() : Math.max(row.time(), point.time());
      rows.put(step(point), new Row(step(point), time, values));
    }
    return new ArrayList<>(rows.values());
  }

  private List<Row> inOrder() {
    var rows = new ArrayList<Row>();
    var values = new LinkedHashMap<String, String>();
    for (int i = 0; i < points.size(); i++) {
      var point = points.get(i);
      values.put(name(point.name()), json(point.value()));
      boolean ends =
          i + 1 == points.size()
              || step(points.get(i + 1)) != step(point)
              || values.containsKey(name(points.get(i + 1).name()));
      if (ends) {
        values.putIfAbsent(STEP, Long.toString(step(point)));
        rows.add(new Row(rows.size(), point.time(), values));
        values = new LinkedHashMap<>();
      }
    }
    return rows;
  }

  /// Names with `_` in front are W&B's own.
  static String name(String name) {
    return name.startsWith("_") ? "metric" + name : name;
  }

  /// JSON as W&B has it: numbers that are not finite are bare words.
  static String json(double value) {
    return Double.isFinite(value) ? Json.line(value) : Double.toString(value);
  }
}
