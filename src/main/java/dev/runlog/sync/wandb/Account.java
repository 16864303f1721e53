package dev.runlog.sync.wandb;

import dev.runlog.json.Json;
import dev.runlog.json.Nested;
import dev.runlog.model.World;
import dev.runlog.plan.Proxies;
import dev.runlog.sync.Http;
import dev.runlog.sync.PushFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// As whom `wandb sync` would upload: the key is where `wandb login` keeps it, in `WANDB_API_KEY`
/// or `~/.netrc`. It is only used to ask the server for its owner.
record Account(String server, @Nullable String key, World world) {
  private static final Http.Patience PATIENCE = new Http.Patience(5000, 1);
  private static final String QUERY = "query Viewer { viewer { username } }";

  static Account of(World world) {
    var set = world.env().getOrDefault("WANDB_BASE_URL", "").strip();
    var server = (set.isEmpty() ? "https://api.wandb.ai" : set).replaceAll("/+$", "");
    var key = world.env().getOrDefault("WANDB_API_KEY", "").strip();
    return new Account(server, key.isEmpty() ? kept(server, world) : key, world);
  }

  /// `machine HOST login user password KEY`, on one line or on several.
  private static @Nullable String kept(String server, World world) {
    try {
      var host = URI.create(server).getHost();
      var words = List.of(Files.readString(world.home().resolve(".netrc")).split("\\s+"));
      int at = host == null ? -1 : words.indexOf(host);
      for (int i = at + 1; at > 0 && i + 1 < words.size(); i++) {
        if (words.get(i).equals("machine")) {
          return null;
        } else if (words.get(i).equals("password")) {
          return words.get(i + 1);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      return null; // nobody is logged in
    }
    return null;
  }

  /// One line; a server that cannot be reached is no trouble until something is uploaded.
  String told() {
    if (key == null) {
      return "nobody is logged in (wandb login)";
    }
    var both = Base64.getEncoder().encodeToString(("api:" + key).getBytes(StandardCharsets.UTF_8));
    try {
      var http =
          new Http(server, "Basic " + both, PATIENCE, Proxies.of(URI.create(server), world.env()));
      var reply = http.post("/graphql", Map.of("query", QUERY));
      var user = Nested.get(Json.readObject(reply.body()), "data.viewer.username");
      return user == null
          ? server + " does not know the key that is kept here (wandb login)"
          : "as " + Http.told(user.toString()) + " at " + server;
    } catch (PushFailure e) {
      return e.why();
    } catch (IOException | IllegalArgumentException e) {
      return server + " does not answer as W&B does";
    }
  }
}
