package dev.runlog.sync.mlflow;

import dev.runlog.json.Json;
import dev.runlog.sync.Artifacts;
import dev.runlog.sync.Digest;
import dev.runlog.sync.Http;
import dev.runlog.sync.Outgoing;
import dev.runlog.sync.PushFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Sends the files of a run through the tracking server. `runlog/sent.json` beside them has the
/// hash of each that has arrived whole, so that only what is new is sent.
final class Files {
  private static final String SENT = "runlog/sent.json";
  private static final long LARGE = 16L << 20;

  private final Http http;
  private final Server server;
  private final Server.Found there;
  private final Map<String, String> arrived = new TreeMap<>();
  private final List<String> leftOut;
  private Proxied folder = new Proxied("");
  private int sent;
  private long bytes;

  Files(Http http, Server server, Server.Found there, List<String> leftOut) {
    this.http = http;
    this.server = server;
    this.there = there;
    this.leftOut = leftOut;
  }

  /// Sends what is not there and returns how many files that were.
  int send(Outgoing run, long limit) throws PushFailure {
    if (!findFolder()) {
      return 0;
    }
    readArrived();
    var environment = Json.pretty(run.run().environment()).getBytes(StandardCharsets.UTF_8);
    send("environment.json", Digest.of(environment), environment);
    for (var file : run.ownFiles()) {
      own(file, limit);
    }
    var artifacts = run.artifacts(limit);
    leftOut.addAll(artifacts.leftOut());
    for (var artifact : artifacts.sent()) {
      send("artifacts/" + artifact.name(), artifact.hash(), artifact.file());
    }
    if (bytes > 0 || sent > 0) {
      noteArrived();
    }
    return sent;
  }

  /// Whether files go through the server at all.
  private boolean findFolder() {
    var uri = there.artifactUri();
    var proxied = Proxied.of(uri);
    if (proxied == null) {
      leftOut.add(
          "all files: this server keeps them in "
              + uri.replaceAll("//[^/@]*@", "//")
              + ", to which only its own clients write");
      return false;
    }
    folder = proxied;
    return true;
  }

  private String path(String name) {
    return folder.path(name);
  }

  private void readArrived() throws PushFailure {
    var listed = server.get("artifacts/list?run_id=" + there.id() + "&path=runlog");
    boolean known =
        Server.list(listed.get("files")).stream()
            .anyMatch(file -> SENT.equals(Server.map(file).get("path")));
    var reply = known ? http.get(path(SENT)) : null;
    try {
      if (reply != null && reply.isGood()) {
        Json.readObject(reply.body())
            .forEach((name, hash) -> arrived.put(name, String.valueOf(hash)));
      }
    } catch (IOException e) {
      arrived.clear(); // was cut off: all is sent again
    }
  }

  private void noteArrived() throws PushFailure {
    http.put(path(SENT), Json.pretty(arrived).getBytes(StandardCharsets.UTF_8));
  }

  private void own(Path file, long limit) throws PushFailure {
    var name = String.valueOf(file.getFileName());
    try {
      long size = java.nio.file.Files.size(file);
      if (size > limit) {
        leftOut.add(name + ": over the limit, " + Artifacts.size(size));
      } else {
        send(name, Digest.of(file), file);
      }
    } catch (IOException e) {
      leftOut.add(name + ": cannot be read");
    }
  }

  private void send(String name, String hash, byte[] content) throws PushFailure {
    if (!hash.equals(arrived.get(name))) {
      note(name, hash, content.length, http.put(path(name), content));
    }
  }

  private void send(String name, String hash, Path file) throws PushFailure {
    if (!hash.equals(arrived.get(name))) {
      long size = file.toFile().length();
      note(name, hash, size, http.put(path(name), file));
    }
  }

  private void note(String name, String hash, long size, Http.Reply reply) throws PushFailure {
    if (!reply.isGood()) {
      leftOut.add(name + ": " + Server.refused("it", reply).why());
      return;
    }
    arrived.put(name, hash);
    sent++;
    bytes += size;
    if (bytes > LARGE) {
      noteArrived(); // what took long is not sent twice
      bytes = 0;
    }
  }
}
