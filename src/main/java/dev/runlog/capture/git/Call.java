package dev.runlog.capture.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// One `git` command that is running.
final class Call<T> {
  private static final int LONGEST_MESSAGE = 4096;
  private static final int LONGEST_ANSWER = 4 << 20;

  private final String name;
  private final Process process;
  private final Deadline deadline;
  private final FutureTask<String> errors;
  private final FutureTask<T> answer;

  /// A command without a `writer` has no input.
  Call(String name, Process process, Deadline deadline, @Nullable Writer writer, Reader<T> reader) {
    this.name = name;
    this.process = process;
    this.deadline = deadline;
    this.errors = Deadline.start(name, () -> message(process.getErrorStream()));
    this.answer =
        Deadline.start(
            name,
            () -> {
              try (var out = process.getInputStream()) {
                return reader.read(out);
              }
            });
    if (writer == null) {
      feed(in -> {});
    } else {
      Deadline.startAside(name, () -> feed(writer));
    }
  }

  private boolean feed(Writer writer) {
    try (var in = process.getOutputStream()) {
      writer.write(in);
      return true;
    } catch (IOException e) {
      // A command that ends without reading its input says why on its own.
      return false;
    }
  }

  /// The answer of a command that ended with exit code 0.
  T await() throws IOException, InterruptedException {
    var result = awaitAny();
    if (exitCode() != 0) {
      throw failure();
    }
    return result;
  }

  /// The answer, whatever the exit code.
  T awaitAny() throws IOException, InterruptedException {
    return deadline.await(name, answer, this::stop);
  }

  int exitCode() throws GitFailure, InterruptedException {
    try {
      return deadline.exit(name, process);
    } finally {
      if (process.isAlive()) {
        stop();
      }
    }
  }

  /// What the command complained about, as a failure.
  GitFailure failure() throws InterruptedException, GitFailure {
    String said;
    try {
      said = deadline.await(name, errors, this::stop);
    } catch (GitFailure e) {
      throw e;
    } catch (IOException e) {
      said = "";
    }
    int exit = exitCode();
    var hint = exit == 129 ? " (runlog needs Git 2.18 or newer)" : "";
    return new GitFailure(
        "git " + name + ": " + (said.isEmpty() ? "exit code " + exit : said) + hint);
  }

  private void stop() {
    stop(process);
  }

  static void stop(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /// The line that matters: the first that says `fatal:` or `error:`, else the first.
  private static String message(InputStream errors) throws IOException {
    var kept = errors.readNBytes(LONGEST_MESSAGE);
    errors.transferTo(OutputStream.nullOutputStream());
    var lines = new String(kept, StandardCharsets.UTF_8).strip().lines().toList();
    for (var line : lines) {
      if (line.startsWith("fatal:") || line.startsWith("error:")) {
        return line;
      }
    }
    return lines.isEmpty() ? "" : lines.getFirst();
  }

  /// Reads a short answer whole, one character per byte.
  static String text(InputStream out) throws IOException {
    var bytes = out.readNBytes(LONGEST_ANSWER);
    if (bytes.length == LONGEST_ANSWER) {
      throw new GitFailure("git printed more than it ever should");
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /// Takes a command's output.
  @FunctionalInterface
  interface Reader<T> {
    T read(InputStream out) throws IOException, InterruptedException;
  }

  /// Gives a command its input.
  @FunctionalInterface
  interface Writer {
    void write(OutputStream in) throws IOException;
  }
}
