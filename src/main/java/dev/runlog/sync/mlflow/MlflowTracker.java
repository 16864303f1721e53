package dev.runlog.sync.mlflow;

import dev.runlog.sync.Artifacts;
import dev.runlog.sync.Outgoing;
import dev.runlog.sync.PushFailure;
import dev.runlog.sync.Tracker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Copies runs to an MLflow server over REST. The server is the truth of what is there: a tag
/// marks the run, and every step looks first and then adds what is missing, so a push that was
/// cut off anywhere is healed by the next.
public final class MlflowTracker implements Tracker {

  @Override
  public String kind() {
    return "mlflow";
  }

  @Override
  public Destination open(Project project) {
    var env = project.world().env();
    var named = project.address(kind());
    var access =
        Access.of(
            named != null ? named : env.getOrDefault("MLFLOW_TRACKING_URI", "").strip(),
            project.world());
    var experiment = project.rules().experiment();
    if (experiment == null) {
      experiment = env.getOrDefault("MLFLOW_EXPERIMENT_NAME", "");
    }
    return new Place(
        access,
        experiment.isBlank() ? project.name() : experiment,
        project.rules().artifactLimit());
  }

  private record Place(Access access, String experiment, long artifactLimit)
      implements Destination {

    @Override
    public String address() {
      return access.base() + " (" + experiment + ")";
    }

    @Override
    public String reach() throws PushFailure {
      new Server(access.http()).post("experiments/search", Map.of("max_results", 1));
      var version = access.http().get("/version");
      return access.base()
          + (version.isGood() && version.body().length() < 40 ? ", MLflow " + version.body() : "")
          + (access.user() == null ? "" : ", as " + access.user());
    }

    @Override
    public List<String> preview(Outgoing run) {
      var contents = Contents.of(run, new Names());
      var artifacts = run.artifacts(artifactLimit);
      var lines = new ArrayList<String>();
      lines.add("run " + run.run().runId() + ", " + Contents.status(run.run().status()));
      contents.params().forEach((key, value) -> lines.add("param " + key + " = " + line(value)));
      contents.tags().forEach((key, value) -> lines.add("tag " + key + " = " + line(value)));
      run.run()
          .metricsSummary()
          .forEach((key, sum) -> lines.add("metric " + key + ", " + sum.count() + " points"));
      contents.datasets().forEach(one -> lines.add("dataset " + one.get("dataset")));
      run.ownFiles().forEach(file -> lines.add("file " + file.getFileName()));
      artifacts
          .sent()
          .forEach(one -> lines.add("file " + one.name() + ", " + Artifacts.size(one.bytes())));
      artifacts.leftOut().forEach(why -> lines.add("not " + why));
      return lines;
    }

    private static String line(String text) {
      var line = text.lines().findFirst().orElse("");
      return line.length() < text.length() || line.length() > 80
          ? line.substring(0, Math.min(80, line.length())) + "..."
          : line;
    }

    @Override
    public Sent push(Outgoing run) throws PushFailure {
      return new Copying(access, run).push(experiment, artifactLimit);
    }
  }

  /// One run on its way.
  private static final class Copying {
    private final Access access;
    private final Server server;
    private final Outgoing run;
    private final Names paramNames = new Names();
    private final Names metricNames = new Names();
    private final Contents contents;
    private final List<String> facts = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    Copying(Access access, Outgoing run) {
      this.access = access;
      this.server = new Server(access.http());
      this.run = run;
      this.contents = Contents.of(run, paramNames);
    }

    Sent push(String name, long artifactLimit) throws PushFailure {
      var experiment = server.experiment(name);
      var there = server.find(experiment, Contents.KEY, run.key());
      if (there == null) {
        there = create(experiment);
      }
      var batch = new Batch(server, there.id());
      params(there, batch);
      points(there, batch);
      tags(there, batch);
      datasets(there);
      int files = new Files(access.http(), server, there, leftOut).send(run, artifactLimit);
      fact(files, "file");
      fact(new Children(server, run, experiment, there.id()).send(), "nested run");
      end(there);
      var url = access.base() + "/#/experiments/" + experiment + "/runs/" + there.id();
      return new Sent(there.id(), url, facts, leftOut);
    }

    /// Two that push at the same moment each make one: the same one of both stays.
    private Server.Found create(String experiment) throws PushFailure {
      var first = new LinkedHashMap<>(contents.tags());
      first.remove("mlflow.note.content");
      first.keySet().removeIf(key -> key.startsWith(Contents.TAG));
      var made = server.create(experiment, run.started(), run.run().runId(), first);
      var all = server.find(experiment, Contents.KEY, run.key());
      if (all != null && !all.id().equals(made.id())) {
        server.post("runs/delete", Map.of("run_id", made.id()));
        return all;
      }
      facts.add("new");
      return made;
    }

    private void params(Server.Found there, Batch batch) throws PushFailure {
      int sent = 0;
      for (var param : contents.params().entrySet()) {
        var old = there.params().get(param.getKey());
        var changed = "runlog.param_changed." + param.getKey();
        if (old == null) {
          batch.param(param.getKey(), param.getValue());
          sent++;
        } else if (!old.equals(param.getValue()) && changed.length() <= 250) {
          tag(there, changed, Contents.cut(param.getValue(), 5000), batch);
        }
      }
      fact(sent, "parameter");
      batch.send();
    }

    private void points(Server.Found there, Batch batch) throws PushFailure {
      long sent = new Points(run, metricNames, batch).send(there.tags().get("runlog.points"));
      var end = run.ended();
      for (var lone : run.lone().entrySet()) {
        var key = metricNames.of(lone.getKey());
        if (end != null && !lone.getValue().equals(there.metrics().get(key))) {
          batch.metric(Points.tree(key, lone.getValue(), end, 0));
          sent++;
        }
      }
      fact(sent, "point");
      batch.send();
    }

    private void tags(Server.Found there, Batch batch) throws PushFailure {
      var tags = new LinkedHashMap<>(contents.tags());
      paramNames.changed().forEach((name, own) -> tags.put("runlog.name." + name, own));
      metricNames.changed().forEach((name, own) -> tags.put("runlog.name." + name, own));
      for (var tag : tags.entrySet()) {
        if (tag.getKey().length() <= 250) {
          tag(there, tag.getKey(), Contents.cut(tag.getValue(), 5000), batch);
        }
      }
      batch.send();
      for (var key : there.tags().keySet()) {
        if (key.startsWith(Contents.TAG) && !tags.containsKey(key)) {
          server.post("runs/delete-tag", Map.of("run_id", there.id(), "key", key));
          facts.add("a tag less");
        }
      }
    }

    private void tag(Server.Found there, String key, String value, Batch batch) throws PushFailure {
      if (!value.equals(there.tags().get(key))) {
        batch.tag(key, value);
        if (!there.tags().isEmpty() && key.equals("mlflow.note.content")) {
          facts.add("the note");
        }
      }
    }

    private void datasets(Server.Found there) throws PushFailure {
      var missing = new ArrayList<Map<String, Object>>();
      for (var one : contents.datasets()) {
        var dataset = Server.map(one.get("dataset"));
        if (!there.datasets().contains(dataset.get("name") + "\n" + dataset.get("digest"))) {
          missing.add(one);
        }
      }
      if (!missing.isEmpty()) {
        try {
          server.post("runs/log-inputs", Map.of("run_id", there.id(), "datasets", missing));
          fact(missing.size(), "data set");
        } catch (PushFailure e) {
          if (e.isPassing()) {
            throw e;
          }
          leftOut.add("data sets: " + e.why());
        }
      }
    }

    private void end(Server.Found there) throws PushFailure {
      var status = Contents.status(run.run().status());
      var update = new LinkedHashMap<String, Object>();
      update.put("run_id", there.id());
      update.put("status", status);
      update.put("run_name", run.run().runId());
      var end = run.ended();
      if (end != null) {
        update.put("end_time", end);
      }
      if (!status.equals(there.info().get("status"))
          || end != null && !isSame(end, there.info().get("end_time"))) {
        server.post("runs/update", update);
        facts.add("status " + status);
      }
    }

    private static boolean isSame(long millis, @Nullable Object time) {
      return String.valueOf(millis).equals(String.valueOf(time));
    }

    private void fact(long count, String what) {
      if (count > 0) {
        facts.add(
            String.format(java.util.Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s"));
      }
    }
  }
}
