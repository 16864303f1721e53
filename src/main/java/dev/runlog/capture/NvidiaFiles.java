package dev.runlog.capture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the NVIDIA driver says in files: less than its tool, but without starting anything.
record NvidiaFiles(Path root) {

  /// Whether there is a card for which a driver was loaded.
  boolean hasDevice() {
    return Files.exists(root.resolve("dev/nvidiactl")) || Files.exists(root.resolve("dev/nvidia0"));
  }

  /// The driver's version; null without a driver. The first line of the file reads
  /// `NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 ...`.
  @Nullable String driver() {
    try {
      var text = Files.readString(root.resolve("proc/driver/nvidia/version"), ISO_8859_1);
      for (var word : text.lines().findFirst().orElse("").split("\\s+", -1)) {
        if (word.indexOf('.') > 0 && Character.isDigit(word.charAt(0))) {
          return word;
        }
      }
      return null;
    } catch (IOException e) {
      return null;
    }
  }

  /// The cards, in the order of their bus addresses.
  List<NvidiaCard> cards() {
    var cards = new ArrayList<NvidiaCard>();
    try (var folders = Files.newDirectoryStream(root.resolve("proc/driver/nvidia/gpus"))) {
      var sorted = new ArrayList<Path>();
      folders.forEach(sorted::add);
      sorted.sort(null);
      for (var folder : sorted) {
        cards.add(card(Files.readString(folder.resolve("information"), ISO_8859_1)));
      }
    } catch (IOException | DirectoryIteratorException e) {
      return cards;
    }
    return cards;
  }

  private NvidiaCard card(String information) {
    return new NvidiaCard(
        value(information, "Model:"), value(information, "GPU UUID:"), null, driver());
  }

  private static @Nullable String value(String text, String key) {
    for (var line : text.split("\n", -1)) {
      if (line.startsWith(key)) {
        return line.substring(key.length()).strip();
      }
    }
    return null;
  }
}
