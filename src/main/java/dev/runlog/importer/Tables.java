package dev.runlog.importer;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Set;

/// SQLite files of other tools, for reading only.
final class Tables {
  private static final int PATIENCE_MS = 10_000;

  private Tables() {}

  static Connection open(Path file) throws SQLException {
    var settings = new org.sqlite.SQLiteConfig();
    settings.setReadOnly(true);
    settings.setBusyTimeout(PATIENCE_MS);
    return DriverManager.getConnection("jdbc:sqlite:" + file, settings.toProperties());
  }

  static boolean has(Connection connection, String table) throws SQLException {
    return !columns(connection, table).isEmpty();
  }

  /// The columns of a table; empty where there is none.
  static Set<String> columns(Connection connection, String table) throws SQLException {
    var columns = new LinkedHashSet<String>();
    try (var statement = connection.prepareStatement("select name from pragma_table_info(?)")) {
      statement.setString(1, table);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          columns.add(rows.getString(1));
        }
      }
    }
    return columns;
  }
}
