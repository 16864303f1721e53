package dev.runlog.importer;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Trackio's SQLite file of a project. Older ones have no `run_id`: there the run's name tells it.
public final class TrackioDatabase implements RunStore {
  private static final String WHY = "trackio";

  @Override
  public String kind() {
    return WHY;
  }

  @Override
  public String lookedFor() {
    return "the database of a project (PROJECT.db)";
  }

  @Override
  public boolean fits(Place place) throws IOException, SQLException {
    if (!place.isFile() || !MlflowDatabase.isSqlite(place)) {
      return false;
    }
    try (var connection = Tables.open(place.path())) {
      return Tables.columns(connection, "metrics").contains("run_name");
    }
  }

  @Override
  public void each(Place place, Consumer<Foreign> runs) throws SQLException {
    try (var connection = Tables.open(place.path())) {
      var key = Tables.columns(connection, "metrics").contains("run_id") ? "run_id" : "run_name";
      var names = new LinkedHashMap<String, String>();
      try (var statement = connection.createStatement();
          var rows =
              statement.executeQuery(
                  "select coalesce("
                      + key
                      + ", run_name) as own, run_name, min(timestamp)"
                      + " from metrics group by 1, 2 order by 3")) {
        while (rows.next()) {
          names.put(rows.getString(1), rows.getString(2));
        }
      }
      var project = String.valueOf(place.path().getFileName()).replaceFirst("\\.db$", "");
      names.forEach(
          (own, name) ->
              runs.accept(
                  new Foreign(
                      key.equals("run_id") ? own : project + "/" + own,
                      name,
                      null,
                      found -> read(connection, key, own, name, project, found))));
    }
  }

  private static void read(
      Connection connection, String key, String own, String name, String project, Found found)
      throws SQLException, IOException {
    found.fact("name", name, WHY);
    found.fact("imported_from.project", project, WHY);
    config(connection, key, own, found);
    Instant first = null;
    Instant last = null;
    try (var statement =
        connection.prepareStatement(
            "select timestamp, step, metrics from metrics where coalesce("
                + key
                + ", run_name) = ? order by step, timestamp")) {
      statement.setString(1, own);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          var time = Texts.time(rows.getString(1), ZoneOffset.UTC);
          point(rows.getString(3), rows.getLong(2), time, found);
          first = first == null || time != null && time.isBefore(first) ? time : first;
          last = last == null || time != null && time.isAfter(last) ? time : last;
        }
      }
    }
    found.fact("timestamp.start", first, WHY);
    found.fact("timestamp.end", last, WHY);
  }

  private static void point(String json, long step, @Nullable Instant time, Found found)
      throws IOException {
    double seconds = time == null ? 0 : time.toEpochMilli() / 1e3;
    for (Map.Entry<String, @Nullable Object> one : Texts.object(json).entrySet()) {
      var number = Texts.number(one.getValue());
      if (number != null) {
        found.metric(one.getKey(), number, step, seconds, WHY);
      }
    }
  }

  private static void config(Connection connection, String key, String own, Found found)
      throws SQLException, IOException {
    var columns = Tables.columns(connection, "configs");
    if (!columns.contains("config") || !columns.contains("run_name")) {
      return;
    }
    var by = columns.contains(key) ? "coalesce(" + key + ", run_name)" : "run_name";
    try (var statement =
        connection.prepareStatement("select config from configs where " + by + " = ?")) {
      statement.setString(1, own);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          var config = Texts.object(rows.getString(1));
          found.fact("command.user", config.get("_Username"), WHY);
          found.fact("group", config.get("_Group"), WHY);
          config.keySet().removeIf(name -> name.startsWith("_"));
          found.configuration(config, WHY);
        }
      }
    }
  }
}
