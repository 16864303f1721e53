package dev.runlog.record;

import dev.runlog.model.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Who and where: what tells later whether a process of a record can still be alive.
record Host(@Nullable String name, @Nullable String bootId, @Nullable String user) {

  static Host of(World world) {
    var name = line("/proc/sys/kernel/hostname");
    return new Host(
        name != null ? name : world.env().get("HOSTNAME"),
        line("/proc/sys/kernel/random/boot_id"),
        System.getProperty("user.name"));
  }

  private static @Nullable String line(String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      return null;
    }
  }
}
