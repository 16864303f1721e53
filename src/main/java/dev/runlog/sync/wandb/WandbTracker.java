package dev.runlog.sync.wandb;

import dev.runlog.model.World;
import dev.runlog.plan.SettingsFile;
import dev.runlog.sync.Artifacts;
import dev.runlog.sync.Outgoing;
import dev.runlog.sync.PushFailure;
import dev.runlog.sync.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes runs as offline runs of W&B, which the user's own `wandb sync` uploads: that form is
/// stable, its network protocol is not. One that was uploaded is not written again under the same
/// id, because W&B would add the points once more: a run that has changed since gets a new id.
public final class WandbTracker implements Tracker {

  @Override
  public String kind() {
    return "wandb";
  }

  @Override
  public Destination open(Project project) {
    var world = project.world();
    var address = project.address("wandb");
    var base = address != null ? address : world.env().getOrDefault("WANDB_DIR", outputs(project));
    var entity = world.env().getOrDefault("WANDB_ENTITY", "");
    return new Place(
        project.folder().resolve(base).resolve("wandb").normalize(),
        entity.isEmpty() ? null : entity,
        name(project, world),
        project.rules().artifactLimit(),
        Account.of(world));
  }

  /// Not beside the code: a run that is recorded meanwhile would take it for its own.
  private static String outputs(Project project) {
    return SettingsFile.find(project.folder()).settings().output();
  }

  private static String name(Project project, World world) {
    var name = project.rules().experiment();
    if (name == null) {
      var set = world.env().getOrDefault("WANDB_PROJECT", "");
      name = set.isBlank() ? project.name() : set;
    }
    var clean = name.replaceAll("[/\\\\#?%:\\p{Cntrl}]", "-");
    return clean.substring(0, Math.min(clean.length(), 128));
  }

  private record Place(
      Path wandb, @Nullable String entity, String project, long artifactLimit, Account account)
      implements Destination {

    @Override
    public String address() {
      return wandb + " (" + (entity == null ? "" : entity + "/") + project + ")";
    }

    @Override
    public String reach() {
      return "offline runs in " + wandb + ", uploaded by wandb sync: " + account.told();
    }

    @Override
    public List<String> preview(Outgoing run) {
      var lines = new ArrayList<String>();
      lines.add("offline run " + run.key().substring(0, 16) + " in " + wandb);
      run.parameters().keySet().forEach(key -> lines.add("config " + key));
      run.run()
          .metricsSummary()
          .forEach((key, sum) -> lines.add("metric " + key + ", " + sum.count() + " points"));
      run.ownFiles().forEach(file -> lines.add("file " + file.getFileName()));
      var artifacts = run.artifacts(artifactLimit);
      artifacts
          .sent()
          .forEach(one -> lines.add("file " + one.name() + ", " + Artifacts.size(one.bytes())));
      artifacts.leftOut().forEach(why -> lines.add("not " + why));
      return lines;
    }

    @Override
    public Sent push(Outgoing run) throws PushFailure {
      if (run.isRunning()) {
        throw PushFailure.lasting("it is still running, and W&B takes an offline run only once");
      }
      try {
        return written(run);
      } catch (IOException e) {
        throw PushFailure.passing(wandb + " cannot be written: " + e.getMessage());
      }
    }

    private Sent written(Outgoing run) throws IOException {
      var id = run.key().substring(0, 16);
      for (int n = 1; ; n++) {
        var filed = new RunLog.Filed(n == 1 ? id : id + "-r" + n, entity, project);
        var folder = folder(run, filed.id());
        var next = wandb.resolve(".runlog-" + filed.id() + "-" + ProcessHandle.current().pid());
        WandbFolder.delete(next);
        try {
          Files.createDirectories(next);
          ignored();
          var made = new WandbFolder(run);
          long rows = made.write(next, filed, artifactLimit);
          var facts = new ArrayList<String>();
          if (isSame(next, folder, filed.id())) {
            return new Sent(filed.id(), folder.toString(), facts, made.leftOut());
          }
          if (!Files.exists(folder.resolve("run-" + filed.id() + ".wandb.synced"))) {
            WandbFolder.delete(folder);
            Files.move(next, folder, StandardCopyOption.ATOMIC_MOVE);
            facts.add(n == 1 ? "an offline run" : "an offline run under a new id");
            facts.add(rows + " rows of history");
            return new Sent(filed.id(), folder.toString(), facts, made.leftOut());
          }
        } finally {
          WandbFolder.delete(next);
        }
      }
    }

    /// What is copied here makes no work tree dirty, and so no later run.
    private void ignored() throws IOException {
      var ignore = wandb.resolve(".gitignore");
      if (!Files.exists(ignore) || Files.size(ignore) == 0) {
        Files.writeString(ignore, "*\n");
      }
    }

    private Path folder(Outgoing run, String id) {
      var start = OffsetDateTime.parse(run.run().timestamp().start());
      var time = DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss").format(start);
      return wandb.resolve("offline-run-" + time + "-" + id);
    }

    private static boolean isSame(Path next, Path folder, String id) throws IOException {
      var log = "run-" + id + ".wandb";
      return Files.exists(folder.resolve(log))
          && Files.mismatch(next.resolve(log), folder.resolve(log)) < 0;
    }
  }
}
