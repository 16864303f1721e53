package dev.runlog.importer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// MLflow's SQLite store, `mlflow.db`, opened for reading only. Only named columns are asked for,
/// so that newer tables do no harm.
public final class MlflowDatabase implements RunStore {
  private static final String RUNS =
      "select r.run_uuid, r.name, r.status, r.start_time, r.end_time, r.user_id, r.artifact_uri,"
          + " e.name as experiment from runs r left join experiments e"
          + " on e.experiment_id = r.experiment_id"
          + " where r.lifecycle_stage is null or r.lifecycle_stage = 'active'"
          + " order by r.start_time, r.run_uuid";
  private static final String METRICS =
      "select key, value, step, timestamp, is_nan from metrics where run_uuid = ?"
          + " order by key, timestamp, step";
  private static final String INPUTS =
      "select d.name, d.digest, d.dataset_source as source from inputs i"
          + " join datasets d on d.dataset_uuid = i.source_id"
          + " where i.source_type = 'DATASET' and i.destination_type = 'RUN'"
          + " and i.destination_id = ?";

  @Override
  public String kind() {
    return "mlflow";
  }

  @Override
  public String lookedFor() {
    return "its SQLite database";
  }

  @Override
  public boolean fits(Place place) throws IOException, SQLException {
    if (!place.isFile() || !isSqlite(place)) {
      return false;
    }
    try (var connection = open(place)) {
      return Tables.has(connection, "runs") && Tables.has(connection, "latest_metrics");
    }
  }

  static boolean isSqlite(Place place) throws IOException {
    try (var in = Files.newInputStream(place.path())) {
      return new String(in.readNBytes(15), StandardCharsets.US_ASCII).equals("SQLite format 3");
    }
  }

  static Connection open(Place place) throws SQLException {
    return Tables.open(place.path());
  }

  @Override
  public void each(Place place, Consumer<Foreign> runs) throws SQLException {
    try (var connection = open(place);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(RUNS)) {
      while (rows.next()) {
        var id = rows.getString("run_uuid");
        var head = head(rows);
        runs.accept(
            new Foreign(
                id,
                rows.getString("name") + " " + id,
                null,
                found -> {
                  head.accept(found);
                  content(connection, id, found);
                }));
      }
    }
  }

  private static Consumer<Found> head(ResultSet row) throws SQLException {
    var name = row.getString("name");
    var status = row.getString("status");
    var start = number(row, "start_time");
    var end = number(row, "end_time");
    var user = row.getString("user_id");
    var experiment = row.getString("experiment");
    var artifacts = row.getString("artifact_uri");
    return found -> MlflowRun.run(found, name, status, start, end, user, experiment, artifacts);
  }

  private static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : (Long) value;
  }

  private static void content(Connection connection, String run, Found found) throws SQLException {
    each(
        connection,
        "select key, value from params where run_uuid = ? order by key",
        run,
        row -> MlflowRun.parameter(found, row.getString("key"), row.getString("value")));
    var tags = new LinkedHashMap<String, String>();
    each(
        connection,
        "select key, value from tags where run_uuid = ? order by key",
        run,
        row -> tags.put(row.getString("key"), String.valueOf(row.getString("value"))));
    MlflowRun.tags(found, tags);
    each(connection, METRICS, run, row -> metric(row, found));
    if (Tables.has(connection, "inputs")) {
      each(
          connection,
          INPUTS,
          run,
          row ->
              MlflowRun.dataset(
                  found, row.getString("name"), row.getString("digest"), row.getString("source")));
    }
  }

  private static void metric(ResultSet row, Found found) throws SQLException {
    MlflowRun.metric(
        found,
        row.getString("key"),
        row.getBoolean("is_nan") ? Double.NaN : row.getDouble("value"),
        number(row, "step"),
        row.getLong("timestamp"));
  }

  private interface Row {
    void read(ResultSet row) throws SQLException;
  }

  private static void each(Connection connection, String query, String run, Row reader)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, run);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    }
  }
}
