package dev.runlog.importer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
          + " and key is not null"
          + " order by key, timestamp, step, value";
  private static final String INPUTS =
      "select d.name, d.digest, d.dataset_source as source,"
          + " d.dataset_profile as profile from inputs i"
          + " join datasets d on d.dataset_uuid = i.source_id"
          + " where i.source_type = 'DATASET' and i.destination_type = 'RUN'"
          + " and i.destination_id = ? order by d.name, d.digest";

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
  public void each(Place place, Consumer<Foreign> runs) throws SQLException, StoreGone {
    try (var connection = open(place);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(RUNS)) {
      var folder = place.path().toAbsolutePath().resolveSibling("");
      while (rows.next()) {
        var run = new Stored(connection, head(rows), folder);
        if (!run.isPartOfAWholeRun()) {
          var head = run.head();
          runs.accept(
              new Foreign(
                  head.id(), head.name() + " " + head.id(), null, f -> MlflowReader.read(run, f)));
        }
      }
    }
  }

  private static MlflowRun.Head head(ResultSet row) throws SQLException {
    return new MlflowRun.Head(
        row.getString("run_uuid"),
        row.getString("name"),
        row.getString("status"),
        number(row, "start_time"),
        number(row, "end_time"),
        row.getString("user_id"),
        row.getString("experiment"),
        row.getString("artifact_uri"));
  }

  private static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : (Long) value;
  }

  private record Stored(Connection connection, Head head, Path folder) implements MlflowRun {

    @Override
    public Map<String, String> parameters() throws SQLException {
      return pairs("params", head.id());
    }

    @Override
    public Map<String, String> tags() throws SQLException {
      return pairs("tags", head.id());
    }

    private Map<String, String> pairs(String table, String run) throws SQLException {
      var pairs = new TreeMap<String, String>();
      each(
          "select key, value from " + table + " where run_uuid = ?",
          run,
          row ->
              pairs.put(
                  String.valueOf(row.getString("key")), String.valueOf(row.getString("value"))));
      return pairs;
    }

    @Override
    public void points(Points to, Found found) throws SQLException {
      each(
          METRICS,
          head.id(),
          row ->
              to.point(
                  row.getString("key"),
                  row.getBoolean("is_nan") ? Double.NaN : row.getDouble("value"),
                  number(row, "step"),
                  row.getLong("timestamp")));
    }

    @Override
    public List<Dataset> datasets() throws SQLException {
      var sets = new ArrayList<Dataset>();
      if (Tables.has(connection, "inputs")) {
        each(
            INPUTS,
            head.id(),
            row ->
                sets.add(
                    new Dataset(
                        row.getString("name"),
                        row.getString("digest"),
                        row.getString("source"),
                        row.getString("profile"))));
      }
      return sets;
    }

    @Override
    public @Nullable MlflowFiles files() {
      return MlflowFiles.of(head.artifacts(), folder);
    }

    private boolean isPartOfAWholeRun() throws SQLException, StoreGone {
      var tags = tags();
      var parent = tags.get("mlflow.parentRunId");
      if (parent == null || !tags.containsKey("runlog.key") || tags.containsKey("runlog.version")) {
        return false;
      }
      var uri = new String[] {null};
      each(
          "select artifact_uri from runs where run_uuid = ?",
          parent,
          row -> uri[0] = row.getString(1));
      return MlflowOwn.isWhole(MlflowFiles.of(uri[0], folder));
    }

    private void each(String query, String run, Row reader) throws SQLException {
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

  private interface Row {
    void read(ResultSet row) throws SQLException;
  }
}
