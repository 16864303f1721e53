package dev.runlog.importer;

import dev.runlog.sync.Http;
import dev.runlog.sync.PushFailure;
import dev.runlog.sync.mlflow.Access;
import dev.runlog.sync.mlflow.Proxied;
import dev.runlog.sync.mlflow.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An MLflow server, over REST: all its experiments, or the experiment or the run whose page's
/// address was given.
public final class MlflowServer implements RunStore {
  // each comes with all its parameters, tags and metrics
  private static final int RUNS = 10;
  private static final int POINTS = 25_000;

  @Override
  public String kind() {
    return "mlflow";
  }

  @Override
  public String lookedFor() {
    return "the address of its server";
  }

  @Override
  public boolean fits(Place place) {
    return place.isAddress();
  }

  @Override
  public void each(Place place, Consumer<Foreign> runs) throws IOException {
    var access = Access.of(place.typed().replaceFirst("#.*", ""), place.world());
    new Reading(access.http(), new Server(access.http())).each(page(place), runs);
  }

  /// The words behind `#` in the address of a page: `experiments`, its id, `runs`, its id.
  private static List<String> page(Place place) {
    int at = place.typed().indexOf('#');
    return at < 0
        ? List.of()
        : Stream.of(place.typed().substring(at + 1).split("[/?]"))
            .filter(word -> !word.isEmpty())
            .toList();
  }

  /// A server that cannot be reached cannot be for the next run either.
  private static IOException failure(PushFailure e) {
    return e.isPassing() ? new StoreGone(e.why(), e) : new IOException(e.why(), e);
  }

  private record Reading(Http http, Server server, Map<String, Boolean> whole) {

    Reading(Http http, Server server) {
      this(http, server, new HashMap<>());
    }

    void each(List<String> page, Consumer<Foreign> runs) throws IOException {
      var experiments = experiments();
      if (page.size() > 1 && page.getFirst().equals("experiments")) {
        experiments.keySet().retainAll(List.of(page.get(1)));
      }
      var only = page.size() > 3 && page.get(2).equals("runs") ? page.get(3) : null;
      for (var experiment : experiments.entrySet()) {
        each(experiment.getKey(), experiment.getValue(), only, runs);
      }
    }

    private Map<String, String> experiments() throws IOException {
      var experiments = new LinkedHashMap<String, String>();
      pages(
          "experiments/search",
          Map.of("max_results", 1000),
          "experiments",
          one -> experiments.put(Server.text(one, "experiment_id"), Server.text(one, "name")));
      return experiments;
    }

    private void each(String id, String name, @Nullable String only, Consumer<Foreign> runs)
        throws IOException {
      var asked = new LinkedHashMap<String, Object>();
      asked.put("experiment_ids", List.of(id));
      asked.put("max_results", RUNS);
      asked.put("order_by", List.of("attributes.start_time ASC"));
      pages(
          "runs/search",
          asked,
          "runs",
          one -> {
            var run = new Remote(this, one, name);
            var head = run.head();
            if ((only == null || only.equals(head.id())) && !isPartOfAWholeRun(run)) {
              runs.accept(
                  new Foreign(
                      head.id(),
                      head.name() + " " + head.id(),
                      null,
                      found -> MlflowReader.read(run, found)));
            }
          });
    }

    /// Programs inside a run that runlog sent are nested runs there, and in its record here.
    private boolean isPartOfAWholeRun(Remote run) throws IOException {
      var tags = run.tags();
      var parent = tags.get("mlflow.parentRunId");
      if (parent == null || !tags.containsKey("runlog.key") || tags.containsKey("runlog.version")) {
        return false;
      }
      if (!whole.containsKey(parent)) {
        var asked = get("runs/get?run_id=" + Http.encoded(parent));
        var files = new Remote(this, Server.map(asked.get("run")), "").files();
        whole.put(parent, MlflowOwn.isWhole(files));
      }
      return Boolean.TRUE.equals(whole.get(parent));
    }

    private interface Answer {
      void read(Map<?, ?> one) throws IOException;
    }

    /// Asks for page after page; `list` is what each holds. A page without anything is the last.
    private void pages(String what, Map<String, ?> asked, String list, Answer reader)
        throws IOException {
      var request = new LinkedHashMap<String, Object>(asked);
      var next = "";
      String before;
      do {
        before = next;
        try {
          var answer = server.post(what, request);
          var all = Server.list(answer.get(list));
          for (var one : all) {
            reader.read(Server.map(one));
          }
          next = all.isEmpty() ? "" : Server.text(answer, "next_page_token");
        } catch (PushFailure e) {
          throw failure(e);
        }
        request.put("page_token", next);
      } while (!next.isEmpty() && !next.equals(before));
    }

    Map<String, @Nullable Object> get(String what) throws IOException {
      try {
        return server.get(what);
      } catch (PushFailure e) {
        throw failure(e);
      }
    }
  }

  private record Remote(Reading from, Head head, Map<?, ?> tree) implements MlflowRun {
    private record Point(double value, long step, long time) {}

    Remote(Reading from, Map<?, ?> run, String experiment) {
      this(from, head(Server.map(run.get("info")), experiment), run);
    }

    private static Head head(Map<?, ?> info, String experiment) {
      return new Head(
          Server.text(info, "run_id"),
          info.containsKey("run_name") ? Server.text(info, "run_name") : null,
          Server.text(info, "status"),
          whole(info, "start_time"),
          whole(info, "end_time"),
          Server.text(info, "user_id"),
          experiment,
          Server.text(info, "artifact_uri"));
    }

    private static @Nullable Long whole(Map<?, ?> tree, String field) {
      var text = Server.text(tree, field);
      return text.isEmpty() ? null : (Long) Long.parseLong(text);
    }

    @Override
    public Map<String, String> tags() {
      return pairs("tags");
    }

    @Override
    public Map<String, String> parameters() {
      return pairs("params");
    }

    private Map<String, String> pairs(String kind) {
      var pairs = new TreeMap<String, String>();
      for (var one : Server.list(Server.map(tree.get("data")).get(kind))) {
        pairs.put(Server.text(Server.map(one), "key"), Server.text(Server.map(one), "value"));
      }
      return pairs;
    }

    @Override
    public void points(Points to, Found found) throws IOException {
      for (var key : pairs("metrics").keySet()) {
        var points = new ArrayList<Point>();
        var next = "";
        String before;
        do {
          before = next;
          var answer =
              from.get(
                  "metrics/get-history?run_id="
                      + Http.encoded(head.id())
                      + "&metric_key="
                      + Http.encoded(key)
                      + "&max_results="
                      + POINTS
                      + (next.isEmpty() ? "" : "&page_token=" + Http.encoded(next)));
          var page = Server.list(answer.get("metrics"));
          page.forEach(one -> points.add(point(Server.map(one))));
          next = page.isEmpty() ? "" : Server.text(answer, "next_page_token");
        } while (!next.isEmpty() && !next.equals(before));
        points.sort(
            Comparator.comparingLong(Point::time)
                .thenComparingLong(Point::step)
                .thenComparingDouble(Point::value));
        points.forEach(point -> to.point(key, point.value(), point.step(), point.time()));
      }
    }

    private static Point point(Map<?, ?> tree) {
      var step = whole(tree, "step");
      var time = whole(tree, "timestamp");
      return new Point(
          Double.parseDouble(Server.text(tree, "value")),
          step == null ? 0 : step,
          time == null ? 0 : time);
    }

    @Override
    public List<Dataset> datasets() {
      var sets = new ArrayList<Dataset>();
      for (var one : Server.list(Server.map(tree.get("inputs")).get("dataset_inputs"))) {
        var set = Server.map(Server.map(one).get("dataset"));
        sets.add(
            new Dataset(
                Server.text(set, "name"),
                Server.text(set, "digest"),
                Server.text(set, "source"),
                Server.text(set, "profile")));
      }
      sets.sort(
          Comparator.comparing(Dataset::name)
              .thenComparing(Dataset::digest, Comparator.nullsFirst(Comparator.naturalOrder())));
      return sets;
    }

    @Override
    public MlflowFiles files() {
      var uri = head.artifacts();
      return new RemoteFiles(from, head.id(), Proxied.of(uri == null ? "" : uri));
    }
  }

  /// Files that go through the server are asked for there; others where its own pages do.
  private record RemoteFiles(Reading from, String run, @Nullable Proxied proxied)
      implements MlflowFiles {

    @Override
    public List<String> list() throws IOException {
      var names = new ArrayList<String>();
      list("", names);
      names.sort(null);
      return names;
    }

    private void list(String folder, List<String> names) throws IOException {
      var answer =
          from.get("artifacts/list?run_id=" + Http.encoded(run) + "&path=" + Http.encoded(folder));
      for (var one : Server.list(answer.get("files"))) {
        var path = Server.text(Server.map(one), "path");
        if (names.size() > MOST) {
          return;
        } else if (Boolean.TRUE.equals(Server.map(one).get("is_dir"))) {
          list(path, names);
        } else {
          names.add(path);
        }
      }
    }

    private String path(String name) {
      return proxied != null
          ? proxied.path(name)
          : "/get-artifact?run_uuid=" + Http.encoded(run) + "&path=" + Http.encoded(name);
    }

    @Override
    public String read(String name) throws IOException {
      try {
        return good(name, from.http().get(path(name)));
      } catch (PushFailure e) {
        throw failure(e);
      }
    }

    @Override
    public void copy(String name, Path to) throws IOException {
      try {
        good(name, from.http().get(path(name), to));
      } catch (PushFailure e) {
        throw failure(e);
      }
    }

    private static String good(String name, Http.Reply reply) throws IOException {
      if (!reply.isGood()) {
        throw new IOException(name + ": the server answers " + reply.status());
      }
      return reply.body();
    }
  }
}
