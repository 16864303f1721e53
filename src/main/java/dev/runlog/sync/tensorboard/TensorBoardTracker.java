package dev.runlog.sync.tensorboard;

import dev.runlog.sync.Outgoing;
import dev.runlog.sync.PushFailure;
import dev.runlog.sync.Tracker;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;

/// Writes each run as an event file into a log folder: the one that runlog.toml or `--to` names,
/// else one in the cache, because event files in the project would be taken for those of a run.
public final class TensorBoardTracker implements Tracker {

  @Override
  public String kind() {
    return "tensorboard";
  }

  @Override
  public Destination open(Project project) {
    var named = project.address(kind());
    var path = project.folder().toString().getBytes(StandardCharsets.UTF_8);
    var own = project.name() + "-" + UUID.nameUUIDFromBytes(path).toString().substring(0, 8);
    return new LogFolder(
        named == null
            ? project.world().cache().resolve("tensorboard").resolve(own)
            : project.folder().resolve(named));
  }

  private record LogFolder(Path folder) implements Destination {

    @Override
    public String address() {
      return folder.toString();
    }

    @Override
    public String reach() {
      return folder + ", see it with: tensorboard --logdir " + folder;
    }

    @Override
    public List<String> preview(Outgoing run) {
      return List.of(
          "run " + run.run().runId(),
          run.run().metricsSummary().size() + " metrics",
          run.parameters().size() + " parameters",
          "run.md as text");
    }

    /// The file is replaced as a whole, so that sending again changes nothing.
    @Override
    public Sent push(Outgoing run) throws PushFailure {
      var id = run.run().runId();
      var own = folder.resolve(id);
      var name = "events.out.tfevents." + run.started() / 1000 + ".runlog." + run.key();
      var temporary = own.resolve("." + name + "." + ProcessHandle.current().pid());
      try {
        Files.createDirectories(own);
        try (var out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
          TensorBoardFiles.write(run, out);
        }
        Files.move(temporary, own.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw PushFailure.lasting(own + " could not be written: " + e.getMessage());
      }
      return new Sent(id, own.toString(), List.of("file " + name), List.of());
    }
  }
}
