package dev.runlog.capture.git;

import dev.runlog.data.FileHash;
import dev.runlog.data.Stat;
import dev.runlog.model.Git;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HexFormat;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// A changed path whose content is not in the patch: as it was before the launch, with its hash
/// as soon as that is known. `file` is null for what has no bytes to hash.
record LeftOver(
    String path,
    @Nullable Path file,
    @Nullable Long bytes,
    @Nullable FileTime modified,
    @Nullable String hash,
    String why) {

  /// For what is no file at all: gone, a folder, a repository.
  static LeftOver nothing(String path, String why) {
    return new LeftOver(path, null, null, null, null, why);
  }

  static LeftOver file(String path, Path file, String why) {
    try {
      var now = attributes(file);
      return now.isRegularFile()
          ? new LeftOver(path, file, now.size(), now.lastModifiedTime(), null, why)
          : nothing(path, why);
    } catch (IOException e) {
      return nothing(path, why);
    }
  }

  /// The same as it was at an earlier moment.
  LeftOver as(Stat seen) {
    var then = FileTime.from(seen.modified(), TimeUnit.NANOSECONDS);
    return new LeftOver(path, file, seen.bytes(), then, hash, why);
  }

  boolean isPending() {
    return file != null && hash == null;
  }

  Git.LeftOut shown() {
    return new Git.LeftOut(Name.shown(path), bytes, hash, why);
  }

  /// The same with its hash; `stop` ends the reading of a file that is too large to go on with.
  LeftOver hashed(BooleanSupplier stop) {
    if (file == null) {
      return this;
    }
    try {
      var sum = sha256(file, stop);
      if (sum == null) {
        return new LeftOver(
            path, null, bytes, modified, null, why + "; not hashed: the run was over before");
      }
      var now = attributes(file);
      boolean same =
          bytes != null && now.size() == bytes && now.lastModifiedTime().equals(modified);
      var note = same ? why : why + "; changed after the start, the hash is of the later content";
      return new LeftOver(path, file, bytes, modified, "sha256:" + sum, note);
    } catch (IOException e) {
      return new LeftOver(path, null, bytes, modified, null, why + "; not hashed: " + reason(e));
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "");
  }

  private static @Nullable String sha256(Path file, BooleanSupplier stop) throws IOException {
    LongConsumer unlessStopped =
        bytes -> {
          if (stop.getAsBoolean()) {
            throw new CancellationException();
          }
        };
    try {
      return HexFormat.of().formatHex(new FileHash().of(file, Long.MAX_VALUE, unlessStopped));
    } catch (CancellationException e) {
      return null;
    }
  }

  static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
