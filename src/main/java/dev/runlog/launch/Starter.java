package dev.runlog.launch;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Prepares the command's process: bytes of arguments, environment and folder as they were given
/// to runlog.
final class Starter {
  private static final char LOST = '\uFFFD';

  private Starter() {}

  static ProcessBuilder builder(Launch.Spec spec) throws IOException {
    var prefix = prefix(spec);
    List<String> argv = new ArrayList<>(prefix);
    argv.addAll(spec.argv());
    if (spec.argv().stream().anyMatch(argument -> argument.indexOf(LOST) >= 0)) {
      argv = withOwnBytes(spec.argv(), prefix);
    }
    var builder = new ProcessBuilder(Descriptors.passed(argv, spec.world()));
    if (!spec.cwd().toAbsolutePath().equals(Path.of("").toAbsolutePath())) {
      builder.directory(spec.cwd().toFile());
    }
    setEnvironment(builder.environment(), spec.env());
    return builder;
  }

  /// What the command is started through, which replaces itself by it: nothing where Java's own
  /// search, over our PATH, is the search over the command's.
  private static List<String> prefix(Launch.Spec spec) {
    var path = spec.env().get("PATH");
    var name = spec.argv().getFirst();
    return name.contains("/")
            || name.contains("=")
            || Objects.equals(path, new ProcessBuilder().environment().get("PATH"))
        ? List.of()
        : List.of("/usr/bin/env", "--");
  }

  /// Touches only what differs: the untouched keep the bytes that Java cannot decode.
  private static void setEnvironment(Map<String, String> inherited, Map<String, String> wanted) {
    inherited.keySet().removeIf(name -> !wanted.containsKey(name));
    wanted.forEach(
        (name, value) -> {
          if (!value.equals(inherited.get(name))) {
            inherited.put(name, value);
          }
        });
  }

  /// Arguments that are not valid in our charset are written as octal escapes into a command for
  /// sh; the others are passed as they are.
  private static List<String> withOwnBytes(List<String> argv, List<String> prefix)
      throws IOException {
    var raw = Linux.ownLastArguments(argv.size());
    var variables = new StringBuilder();
    var exec = new StringBuilder("exec");
    for (int i = 0; i < prefix.size() + argv.size(); i++) {
      int own = i - prefix.size();
      if (own >= 0 && isLost(argv.get(own), raw, own)) {
        variables.append("a").append(own).append("=$(printf '");
        for (byte octet : raw.get(own)) {
          variables.append('\\').append(Integer.toOctalString((octet & 0xff) | 01000).substring(1));
        }
        variables.append(".')\n");
        exec.append(" \"${a").append(own).append("%.}\"");
      } else {
        exec.append(" \"${").append(i + 1).append("}\"");
      }
    }
    var command =
        new ArrayList<>(List.of("/bin/sh", "-c", variables.append(exec).toString(), "sh"));
    command.addAll(prefix);
    command.addAll(argv);
    return command;
  }

  private static boolean isLost(String argument, List<byte[]> raw, int index) {
    return argument.indexOf(LOST) >= 0
        && index < raw.size()
        && argument.equals(new String(raw.get(index), charset()));
  }

  private static Charset charset() {
    return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"), StandardCharsets.UTF_8);
  }
}
