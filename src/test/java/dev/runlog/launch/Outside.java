package dev.runlog.launch;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs [LaunchMain] as a process of its own, as a user's shell would.
record Outside(Path dir) {
  record Result(int code, String out, String err) {}

  Path log() {
    return dir.resolve("train.log");
  }

  String logged() throws Exception {
    return Files.readString(log(), StandardCharsets.ISO_8859_1);
  }

  static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx64m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:-MaxFDLimit",
        "-XX:+UnlockDiagnosticVMOptions",
        "-XX:-DisplayVMOutput",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        "dev.runlog.launch.LaunchMain");
  }

  ProcessBuilder builder(List<String> before, String... command) {
    var argv = new ArrayList<>(before);
    argv.addAll(java());
    argv.addAll(List.of(command));
    var builder = new ProcessBuilder(argv).directory(dir.toFile());
    builder.environment().put("LOG", log().toString());
    builder.environment().put("REPORT", dir.resolve("report").toString());
    builder.redirectInput(new File("/dev/null"));
    builder.redirectOutput(dir.resolve("out").toFile());
    builder.redirectError(dir.resolve("err").toFile());
    return builder;
  }

  Result run(String... command) throws Exception {
    return finish(builder(List.of(), command).start());
  }

  /// Runs it in a shell: `$RUN` stands for the program.
  Result shell(String script) throws Exception {
    var builder = builder(List.of("/bin/bash", "-c", script.replace("$RUN", "\"$@\""), "bash"));
    return finish(builder.start());
  }

  Result finish(Process process) throws Exception {
    if (!process.waitFor(40, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running");
    }
    return new Result(process.exitValue(), read("out"), read("err"));
  }

  String read(String file) throws Exception {
    return Files.readString(dir.resolve(file), StandardCharsets.ISO_8859_1);
  }
}
