package dev.runlog.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The SQLite file of an index. It holds nothing that the run folders do not: a file of another
/// version, or a damaged one, is thrown away and made anew.
final class Database implements AutoCloseable {
  private static final int VERSION = 2;
  private static final int PATIENCE_MS = 120_000;
  private static final String SCHEMA =
      """
      create table block(number integer primary key, names blob, stamps blob, dead blob);
      create table key(id integer primary key, name text unique);
      create table chunk(key integer, block integer, bytes blob, primary key(key, block)) without rowid;
      create table posting(kind integer, upper integer, block integer, entries blob,
        primary key(kind, upper, block)) without rowid;
      create table posted(block integer primary key);
      create table mark(block integer primary key, stamps blob, marks blob);
      create table broken(name text primary key, mtime integer, why text);
      """;

  private final Connection connection;
  private @Nullable PreparedStatement chunk;

  private Database(Connection connection) {
    this.connection = connection;
  }

  /// Opens a file, making it where there is none.
  static Database open(Path file) throws SQLException {
    try {
      Files.createDirectories(file.getParent());
      try {
        return connected("jdbc:sqlite:" + file);
      } catch (SQLException e) {
        delete(file);
        return connected("jdbc:sqlite:" + file);
      }
    } catch (IOException | SQLException e) {
      return connected("jdbc:sqlite::memory:"); // an unwritable cache costs time, not the answer
    }
  }

  static void delete(Path file) throws IOException {
    for (var end : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(Path.of(file + end));
    }
  }

  private static Database connected(String url) throws SQLException {
    var database = new Database(DriverManager.getConnection(url));
    try {
      database.run("pragma busy_timeout=" + PATIENCE_MS);
      if (database.version() != VERSION) {
        database.create();
      }
      return database;
    } catch (SQLException e) {
      database.close();
      throw e;
    }
  }

  private void create() throws SQLException {
    run("pragma page_size=8192");
    run("pragma journal_mode=wal");
    run("pragma synchronous=normal");
    run("begin immediate");
    if (version() == 0) {
      for (var statement : SCHEMA.split(";\\s*")) {
        run(statement);
      }
      run("pragma user_version=" + VERSION);
    }
    run("commit");
    if (version() != VERSION) {
      throw new SQLException("an index of version " + version());
    }
  }

  private int version() throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("pragma user_version")) {
      return row.getInt(1);
    }
  }

  void run(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Changes what `work` changes, all or nothing, while nobody else does.
  void changing(Work work) throws SQLException, IOException {
    run("begin immediate");
    try {
      work.run();
      run("commit");
    } catch (SQLException | IOException | RuntimeException e) {
      run("rollback");
      throw e;
    }
  }

  /// What is done inside a transaction.
  interface Work {
    void run() throws SQLException, IOException;
  }

  List<Block> blocks() throws SQLException {
    var blocks = new ArrayList<Block>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select number, names, stamps, dead from block")) {
      while (row.next()) {
        blocks.add(Block.of(row.getLong(1), row.getBytes(2), row.getBytes(3), row.getBytes(4)));
      }
    }
    return blocks;
  }

  Map<String, Integer> keys() throws SQLException {
    var keys = new LinkedHashMap<String, Integer>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select id, name from key")) {
      while (row.next()) {
        keys.put(row.getString(2), row.getInt(1));
      }
    }
    return keys;
  }

  /// The chunk of a key in a block; null where no run of it has the key.
  @Nullable Chunk chunk(int key, Block block) throws SQLException {
    if (chunk == null) {
      chunk = connection.prepareStatement("select bytes from chunk where key = ? and block = ?");
    }
    chunk.setInt(1, key);
    chunk.setLong(2, block.number);
    try (var row = chunk.executeQuery()) {
      return row.next() ? Chunk.of(row.getBytes(1)) : null;
    }
  }

  /// The chunks of a key in some blocks.
  Map<Long, Chunk> chunks(int key, List<Block> among) throws SQLException {
    var chunks = new LinkedHashMap<Long, Chunk>();
    for (var block : among) {
      var chunk = chunk(key, block);
      if (chunk != null) {
        chunks.put(block.number, chunk);
      }
    }
    return chunks;
  }

  /// The marks of a block; all unread where none were kept.
  Marks marks(Block block) throws SQLException {
    try (var statement = prepare("select stamps, marks from mark where block = ?", block.number);
        var row = statement.executeQuery()) {
      return row.next() && row.getBytes(2).length == block.size()
          ? Marks.of(row.getBytes(1), row.getBytes(2))
          : Marks.unread(block.size());
    }
  }

  /// Keeps the marks of a block that is still there.
  void keep(Block block, Marks marks) throws SQLException {
    update(
        "insert or replace into mark select number, ?, ? from block where number = ?",
        marks.stampBytes(),
        marks.marks,
        block.number);
  }

  /// The blocks whose series and files have been read.
  Set<Long> posted() throws SQLException {
    var blocks = new HashSet<Long>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select block from posted")) {
      while (row.next()) {
        blocks.add(row.getLong(1));
      }
    }
    return blocks;
  }

  void add(Block block, Postings postings) throws SQLException {
    try (var insert = connection.prepareStatement("insert into posting values(?, ?, ?, ?)")) {
      for (var bucket : postings.all()) {
        insert.setInt(1, bucket.kind());
        insert.setInt(2, bucket.upper());
        insert.setLong(3, block.number);
        insert.setBytes(4, postings.bytes(bucket));
        insert.execute();
      }
    }
    update("insert into posted values(?)", block.number);
  }

  /// The entries of a bucket by block.
  Map<Long, List<Postings.Entry>> postings(int kind, int upper) throws SQLException {
    var entries = new LinkedHashMap<Long, List<Postings.Entry>>();
    var sql = "select block, entries from posting where kind = ? and upper = ?";
    try (var statement = prepare(sql, kind, upper);
        var row = statement.executeQuery()) {
      while (row.next()) {
        entries.put(row.getLong(1), Postings.entries(upper, row.getBytes(2)));
      }
    }
    return entries;
  }

  Map<String, Broken> broken() throws SQLException {
    var broken = new LinkedHashMap<String, Broken>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select name, mtime, why from broken")) {
      while (row.next()) {
        var name = row.getString(1);
        broken.put(name, new Broken(name, row.getLong(2), row.getString(3)));
      }
    }
    return broken;
  }

  /// Stores a block of runs with its chunks by key.
  void add(Block block, Map<String, Chunk> chunks, Map<String, Integer> keys) throws SQLException {
    update(
        "insert into block values(?, ?, ?, ?)",
        block.number,
        block.nameBytes(),
        block.stampBytes(),
        block.dead.toByteArray());
    try (var insert = connection.prepareStatement("insert into chunk values(?, ?, ?)")) {
      for (var chunk : chunks.entrySet()) {
        insert.setInt(1, key(chunk.getKey(), keys));
        insert.setLong(2, block.number);
        insert.setBytes(3, chunk.getValue().bytes(block.size()));
        insert.execute();
      }
    }
  }

  private int key(String name, Map<String, Integer> keys) throws SQLException {
    var id = keys.get(name);
    if (id == null) {
      id = keys.size() + 1;
      update("insert into key values(?, ?)", id, name);
      keys.put(name, id);
    }
    return id;
  }

  void bury(Block block) throws SQLException {
    update("update block set dead = ? where number = ?", block.dead.toByteArray(), block.number);
  }

  void remove(Block block) throws SQLException {
    update("delete from block where number = ?", block.number);
    update("delete from chunk where block = ?", block.number);
    update("delete from mark where block = ?", block.number);
    if (posted().contains(block.number)) {
      update("delete from posting where block = ?", block.number);
      update("delete from posted where block = ?", block.number);
    }
  }

  void replaceBroken(Iterable<Broken> all) throws SQLException {
    run("delete from broken");
    for (var one : all) {
      update("insert into broken values(?, ?, ?)", one.name(), one.stamp(), one.why());
    }
  }

  private PreparedStatement prepare(String sql, Object... values) throws SQLException {
    var statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  private void update(String sql, Object... values) throws SQLException {
    try (var statement = prepare(sql, values)) {
      statement.execute();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
