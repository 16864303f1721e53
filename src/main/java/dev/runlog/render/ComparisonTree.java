package dev.runlog.render;

import dev.runlog.json.Records;
import dev.runlog.model.CodeDifference;
import dev.runlog.query.ComparisonFindings;
import dev.runlog.query.ComparisonMetric;
import dev.runlog.query.ComparisonRow;
import dev.runlog.query.ComparisonSide;
import dev.runlog.query.ComparisonValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A comparison as a JSON tree: values under the runs' labels, so that a missing value is missing
/// and null is null.
public final class ComparisonTree {
  private final ComparisonFindings found;
  private final List<String> labels;

  private ComparisonTree(ComparisonFindings found) {
    this.found = found;
    this.labels = found.comparison().sides().stream().map(ComparisonSide::label).toList();
  }

  /// The tree.
  public static Map<String, @Nullable Object> of(ComparisonFindings found) {
    return new ComparisonTree(found).tree();
  }

  private Map<String, @Nullable Object> tree() {
    var c = found.comparison();
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("runs", labels);
    tree.put("outcome", rows(c.outcome()));
    tree.put("config", rows(c.config()));
    tree.put("code", code());
    tree.put("packages", rows(c.packages()));
    tree.put("data", rows(c.data()));
    tree.put("data_files", files());
    tree.put("environment", rows(c.environment()));
    tree.put("seeds", rows(c.seeds()));
    tree.put("metrics", c.metrics().stream().map(this::metric).toList());
    var notes = new LinkedHashMap<String, @Nullable Object>();
    c.sides().forEach(side -> notes.put(side.label(), side.notes()));
    tree.put("notes", notes);
    return tree;
  }

  private List<Object> rows(List<ComparisonRow> rows) {
    var trees = new ArrayList<Object>();
    for (var row : rows) {
      var tree = new LinkedHashMap<String, @Nullable Object>();
      tree.put("key", row.key());
      tree.put("values", values(row.values()));
      trees.add(tree);
    }
    return trees;
  }

  private Map<String, @Nullable Object> values(List<? extends @Nullable Object> values) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < labels.size(); i++) {
      if (!ComparisonValues.ABSENT.equals(values.get(i))) {
        tree.put(labels.get(i), values.get(i));
      }
    }
    return tree;
  }

  private Map<String, @Nullable Object> code() {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < found.code().size(); i++) {
      tree.put(labels.get(i + 1), code(found.code().get(i)));
    }
    return tree;
  }

  private static Map<String, @Nullable Object> code(CodeDifference difference) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    switch (difference) {
      case CodeDifference.Same same -> tree.put("outcome", "same");
      case CodeDifference.Unknown unknown -> {
        tree.put("outcome", "unknown");
        tree.put("why", unknown.why());
      }
      case CodeDifference.Different different -> {
        tree.put("outcome", "different");
        tree.put("files", Records.toTree(different.files()));
        tree.put("doubts", different.doubts());
      }
    }
    return tree;
  }

  private Map<String, @Nullable Object> files() {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < found.files().size(); i++) {
      var files = found.files().get(i);
      if (files.files() != null || files.why() != null) {
        tree.put(labels.get(i + 1), Records.toTree(files));
      }
    }
    return tree;
  }

  private Map<String, @Nullable Object> metric(ComparisonMetric metric) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("key", metric.name());
    tree.put("values", values(metric.values()));
    var changes = new LinkedHashMap<String, @Nullable Object>();
    var spreads = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < labels.size(); i++) {
      if (i > 0 && metric.changes().get(i - 1) != null) {
        changes.put(labels.get(i), Records.toTree(metric.changes().get(i - 1)));
      }
      if (metric.spreads().get(i) != null) {
        spreads.put(labels.get(i), Records.toTree(metric.spreads().get(i)));
      }
    }
    tree.put("changes", changes);
    tree.put("spreads", spreads);
    return tree;
  }
}
