package dev.runlog.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The driver's own tool, nvidia-smi, which may be broken, slow or hang.
record NvidiaTool(Path program, Duration patience) {
  private static final int NO_DEVICES = 6;
  private static final int OUTPUT_LIMIT = 1 << 20;

  /// The tool, if it is on the PATH of `env`.
  static Optional<NvidiaTool> find(Map<String, String> env, Duration patience) {
    for (var folder : env.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (folder.startsWith("/")) {
        var program = Path.of(folder, "nvidia-smi");
        if (Files.isRegularFile(program) && Files.isExecutable(program)) {
          return Optional.of(new NvidiaTool(program, patience));
        }
      }
    }
    return Optional.empty();
  }

  /// The cards of this machine, visible to the command or not.
  List<NvidiaCard> cards() throws IOException, InterruptedException, TimeoutException {
    var answer = ask("--query-gpu=name,uuid,memory.total,driver_version");
    var cards = new ArrayList<NvidiaCard>();
    for (var line : answer.split("\n", -1)) {
      var parts = line.split(",", -1);
      if (parts.length == 4 && parts[1].strip().startsWith("GPU-") && isText(line)) {
        var mebibytes = number(parts[2]);
        cards.add(
            new NvidiaCard(
                known(parts[0]),
                known(parts[1]),
                mebibytes == null ? null : mebibytes << 20,
                known(parts[3])));
      }
    }
    if (cards.isEmpty() && !answer.isBlank() && !answer.contains("No devices")) {
      throw new IOException("nvidia-smi printed what is not understood: " + firstLine(answer));
    }
    return cards;
  }

  /// The highest CUDA version that the driver can serve; null where the tool does not say.
  @Nullable String cuda() throws IOException, InterruptedException, TimeoutException {
    var mark = "CUDA Version:";
    for (var line : run(List.of(program.toString())).split("\n", -1)) {
      int at = line.indexOf(mark);
      if (at >= 0) {
        var version = line.substring(at + mark.length()).strip().split("[ |]", -1)[0];
        return known(version);
      }
    }
    return null;
  }

  /// Lines of comma-separated values, without a head and without units.
  String ask(String query) throws IOException, InterruptedException, TimeoutException {
    return run(List.of(program.toString(), query, "--format=csv,noheader,nounits"));
  }

  static @Nullable Long number(String text) {
    var word = text.strip();
    if (word.isEmpty() || word.length() > 12) {
      return null;
    }
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) < '0' || word.charAt(i) > '9') {
        return null;
      }
    }
    return Long.valueOf(word);
  }

  private static @Nullable String known(String text) {
    var word = text.strip();
    return word.isEmpty() || word.startsWith("[") || word.equals("N/A") ? null : word;
  }

  private String run(List<String> command)
      throws IOException, InterruptedException, TimeoutException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      var reading =
          new FutureTask<>(
              () -> new String(process.getInputStream().readNBytes(OUTPUT_LIMIT), UTF_8));
      Thread.ofPlatform().daemon().name("nvidia-smi").start(reading);
      var output = reading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new TimeoutException();
      }
      if (process.exitValue() != 0 && process.exitValue() != NO_DEVICES) {
        throw new IOException(
            "nvidia-smi ended with " + process.exitValue() + ": " + firstLine(output));
      }
      return output;
    } catch (TimeoutException e) {
      throw new TimeoutException("nvidia-smi did not answer in " + patience.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw new IOException("nvidia-smi could not be read", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String firstLine(String text) {
    var line = text.strip().lines().findFirst().orElse("");
    if (!isText(line)) {
      return "no text";
    }
    return line.length() > 200 ? line.substring(0, 200) + "..." : line;
  }

  private static boolean isText(String line) {
    return line.chars().allMatch(c -> c >= ' ' && c <= '~');
  }
}
