package dev.runlog.render;

import dev.runlog.json.Json;
import dev.runlog.json.Nested;
import dev.runlog.model.Git;
import dev.runlog.model.Run;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What changed from one run to the next: only what can be proved from the two records.
final class Differences {
  private Differences() {}

  /// One phrase per change: `lr 0.1 -> 0.05`, `code a1b2c3d -> e4f5a6b`.
  static List<String> between(Run before, Run after) {
    var changes = new ArrayList<>(config(before, after));
    code(before.git(), after.git(), changes);
    named(
        "packages",
        before.environment().get("pip_freeze_hash"),
        after.environment().get("pip_freeze_hash"),
        changes);
    named("python", before.environment().get("python"), after.environment().get("python"), changes);
    named(
        "data",
        before.data() == null ? null : before.data().hash(),
        after.data() == null ? null : after.data().hash(),
        changes);
    return changes;
  }

  private static List<String> config(Run before, Run after) {
    var was = Nested.flat(before.config().resolved());
    var is = Nested.flat(after.config().resolved());
    var keys = new LinkedHashSet<>(was.keySet());
    keys.addAll(is.keySet());
    var changes = new ArrayList<String>();
    for (var key : keys) {
      if (!Objects.equals(was.get(key), is.get(key))) {
        changes.add(key + " " + value(was, key) + " -> " + value(is, key));
      }
    }
    return changes;
  }

  private static String value(Map<String, @Nullable Object> values, String key) {
    var value = values.get(key);
    return !values.containsKey(key)
        ? "(none)"
        : value instanceof String text ? text : Json.line(value);
  }

  private static void code(@Nullable Git before, @Nullable Git after, List<String> changes) {
    if (before == null || after == null) {
      return;
    }
    if (!Objects.equals(before.commit(), after.commit())) {
      changes.add("code " + brief(before.commit()) + " -> " + brief(after.commit()));
    } else if (!Objects.equals(before.tree(), after.tree())) {
      changes.add("uncommitted code (see changes.patch)");
    }
  }

  private static void named(
      String what, @Nullable Object before, @Nullable Object after, List<String> changes) {
    if (before != null && after != null && !before.equals(after)) {
      boolean hashes = after.toString().startsWith("sha256:");
      changes.add(hashes ? what : what + " " + before + " -> " + after);
    }
  }

  private static String brief(@Nullable String commit) {
    return commit == null ? "(none)" : commit.substring(0, Math.min(9, commit.length()));
  }
}
