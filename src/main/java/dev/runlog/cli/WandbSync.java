package dev.runlog.cli;

import dev.runlog.model.Problem;
import dev.runlog.model.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The user's own `wandb sync`, which uploads offline runs as whom the user is logged in.
record WandbSync(Path wandb, World world) {

  /// A [Problem] where it is not installed, before anything is written.
  static WandbSync of(String kind, World world) {
    if (!kind.equals("wandb")) {
      throw Problem.usage("push: --sync is for wandb; " + kind + " needs none");
    }
    var wandb = Foreground.find("wandb", world);
    if (wandb == null) {
      throw Problem.notFound(
          "push: --sync runs 'wandb sync', but there is no wandb on the PATH. Install it (pip"
              + " install wandb), or leave --sync out and run 'wandb sync FOLDER' where it is");
    }
    return new WandbSync(wandb, world);
  }

  /// Uploads the folders, one after the other; false where one could not be.
  boolean upload(List<String> folders) {
    boolean good = true;
    for (var folder : folders) {
      if (isUploaded(Path.of(folder))) {
        world.err().println(folder + " is uploaded already");
      } else {
        good &= upload(folder);
      }
    }
    return good;
  }

  private static boolean isUploaded(Path folder) {
    try (var files = Files.newDirectoryStream(folder, "*.wandb.synced")) {
      return files.iterator().hasNext();
    } catch (IOException e) {
      return false;
    }
  }

  private boolean upload(String folder) {
    try {
      int code = Foreground.run(List.of(wandb.toString(), "sync", folder), world);
      if (code == 0 && isUploaded(Path.of(folder))) {
        return true;
      }
      world
          .err()
          .println(
              "runlog: 'wandb sync "
                  + folder
                  + "' did not upload it"
                  + (code == 0 ? "" : " (exit code " + code + ")")
                  + "; the folder stays. Who one is: wandb login");
    } catch (IOException e) {
      world.err().println("runlog: " + wandb + " cannot be run: " + e.getMessage());
    }
    return false;
  }
}
