package dev.runlog.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/// The user's own salt for the fingerprints of masked values: 16 random bytes in the state
/// folder, made once.
public final class Salt {
  private static final int BYTES = 16;

  private Salt() {}

  /// The salt; a new one for this run alone where the state folder cannot be written.
  public static byte[] of(Path stateFolder) {
    var file = stateFolder.resolve("salt");
    try {
      if (Files.size(file) == BYTES) {
        return Files.readAllBytes(file);
      }
    } catch (IOException e) {
      // not there yet
    }
    var salt = new byte[BYTES];
    new SecureRandom().nextBytes(salt);
    return kept(file, salt);
  }

  private static byte[] kept(Path file, byte[] salt) {
    try {
      Files.createDirectories(file.getParent());
      var mine =
          Files.createTempFile(
              file.getParent(),
              "salt",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(mine, salt, StandardOpenOption.WRITE);
      try {
        Files.createLink(file, mine);
      } finally {
        Files.delete(mine);
      }
      return salt;
    } catch (IOException | UnsupportedOperationException e) {
      try {
        return Files.size(file) == BYTES ? Files.readAllBytes(file) : salt;
      } catch (IOException unreadable) {
        return salt;
      }
    }
  }
}
