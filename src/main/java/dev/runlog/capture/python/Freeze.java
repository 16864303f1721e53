package dev.runlog.capture.python;

import dev.runlog.json.Json;
import dev.runlog.model.Observation.Interpreter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What `python -m pip freeze` prints in an interpreter's environment, for the pip that is
/// installed there.
final class Freeze {
  private static final Set<String> TOOLS = Set.of("pip");
  private static final Set<String> TOOLS_BEFORE_3_12 =
      Set.of("pip", "setuptools", "distribute", "wheel");

  private final Distributions distributions;
  private final List<Path> path;
  private final int[] python;
  private final int[] pip;
  private final List<String> doubts = new ArrayList<>();
  private int count;

  Freeze(Interpreter interpreter, Path cwd) {
    path = interpreter.path().stream().filter(p -> !p.isEmpty()).map(cwd::resolve).toList();
    python = numbers(interpreter.version());
    distributions = new Distributions(path, !isBefore(python, 3, 11));
    pip = numbers(pipVersion());
    doubts.addAll(distributions.unreadable());
  }

  private String pipVersion() {
    for (var distribution : distributions.all()) {
      if (distribution.canonicalName().equals("pip") && distribution.version() != null) {
        return distribution.version();
      }
    }
    return "99.0";
  }

  /// Why the result may differ from what pip prints.
  List<String> doubts() {
    return doubts;
  }

  /// How many packages the lines name.
  int count() {
    return count;
  }

  List<String> lines() throws InterruptedException {
    var hidden = isBefore(python, 3, 12) ? TOOLS_BEFORE_3_12 : TOOLS;
    var shown = new ArrayList<Distribution>();
    for (var distribution : distributions.all()) {
      if (!hidden.contains(Distribution.canonical(distribution.name()))) {
        shown.add(distribution);
      }
    }
    shown.sort(Comparator.comparing(distribution -> distribution.name().toLowerCase(Locale.ROOT)));
    count = shown.size();
    var lines = new ArrayList<String>();
    for (var distribution : shown) {
      lines.addAll(lines(distribution));
    }
    return lines;
  }

  private List<String> lines(Distribution distribution) throws InterruptedException {
    var url = directUrl(distribution);
    var editable =
        url.isPresent()
            ? url.get().editable()
            : eggLink(distribution).map(link -> distribution.location());
    var plain = nameAndVersion(distribution);
    if (editable.isPresent()) {
      return new EditableInstall(editable.get(), distribution.name(), plain).lines(doubts);
    }
    return List.of(
        url.map(u -> u.requirement(distribution.name(), !isBefore(pip, 26, 1))).orElse(plain));
  }

  private String nameAndVersion(Distribution distribution) {
    var version = version(distribution);
    var normal = PythonVersion.normal(version);
    if (normal != null) {
      return distribution.name() + "==" + normal;
    }
    var raw =
        isBefore(python, 3, 11)
            ? version.replace(' ', '.').replaceAll("[^A-Za-z0-9.]+", "-")
            : version;
    return distribution.name() + "===" + raw;
  }

  /// Newer pips, and all pips on an older Python, take the version from the folder's name.
  private String version(Distribution distribution) {
    var folder = distribution.folderVersion();
    var metadata = distribution.version() == null ? "" : distribution.version();
    if (folder == null) {
      return metadata;
    }
    boolean folderCounts = isBefore(python, 3, 11) || !isBefore(pip, 24, 1);
    return folderCounts && PythonVersion.normal(folder) != null ? folder : metadata;
  }

  private Optional<DirectUrl> directUrl(Distribution distribution) {
    var file = distribution.info().resolve("direct_url.json");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return DirectUrl.of(Json.readObject(Files.readString(file, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      return Optional.empty(); // pip takes a broken file for none
    }
  }

  private Optional<Path> eggLink(Distribution distribution) {
    var name = distribution.name().replaceAll("[^A-Za-z0-9.]+", "-") + ".egg-link";
    return path.stream().map(entry -> entry.resolve(name)).filter(Files::isRegularFile).findFirst();
  }

  private static int[] numbers(@Nullable String version) {
    var numbers = new int[2];
    var parts = version == null ? new String[0] : version.split("[^0-9]+");
    for (int i = 0; i < Math.min(2, parts.length); i++) {
      numbers[i] = parts[i].isEmpty() || parts[i].length() > 8 ? 0 : Integer.parseInt(parts[i]);
    }
    return numbers;
  }

  private static boolean isBefore(int[] version, int major, int minor) {
    return version[0] < major || (version[0] == major && version[1] < minor);
  }
}
