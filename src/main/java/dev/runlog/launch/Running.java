package dev.runlog.launch;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A command that runs: its process, the ways of its output, and the signals passed on to it.
final class Running implements Child {
  private static final Duration DRAIN = Duration.ofSeconds(1);
  private static final int SIGNAL_BASE = 128;

  private final Process process;
  private final List<Stream> streams;
  private final Signals signals;
  private final double cpuBefore;

  private Running(Process process, List<Stream> streams, Signals signals, double cpuBefore) {
    this.process = process;
    this.streams = streams;
    this.signals = signals;
    this.cpuBefore = cpuBefore;
  }

  /// The command lives in our session and group: it keeps the controlling terminal, dies with us
  /// when the whole group is killed, and shares the processors with its tees as one session.
  static Running start(Launch.Spec spec, Signals signals) throws IOException {
    double cpuBefore = Linux.childrenCpuSeconds();
    var builder = Starter.builder(spec);
    var streams = new ArrayList<Stream>();
    try {
      connect(builder, spec, streams);
      var process = builder.start();
      attach(signals, SharedGroup.of(process), streams);
      return new Running(process, streams, signals, cpuBefore);
    } catch (IOException | RuntimeException e) {
      streams.forEach(Stream::release);
      throw e;
    }
  }

  private static void attach(Signals signals, SharedGroup group, List<Stream> streams) {
    signals.attach(group);
    for (var stream : streams) {
      if (stream instanceof Pseudoterminal terminal) {
        signals.onResize(
            () -> {
              if (terminal.resize()) {
                group.kill("WINCH");
              }
            });
      }
    }
  }

  private static void connect(ProcessBuilder builder, Launch.Spec spec, List<Stream> streams) {
    var real = spec.world().childStreams();
    builder.redirectInput(real.in());
    streams.add(Stream.to(1, spec));
    builder.redirectOutput(streams.getLast().sink());
    if (isOneStream(real.out(), real.err())) {
      builder.redirectErrorStream(true);
    } else {
      streams.add(Stream.to(2, spec));
      builder.redirectError(streams.getLast().sink());
    }
  }

  private static boolean isOneStream(Redirect out, Redirect err) {
    return switch (out.type()) {
      case INHERIT -> err.type() == Redirect.Type.INHERIT && Linux.isSameFile(1, 2);
      case APPEND -> out.equals(err);
      case PIPE, READ, WRITE -> false;
    };
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public Exit await() throws InterruptedException {
    int code = process.waitFor();
    signals.detach();
    double cpu = Linux.childrenCpuSeconds() - cpuBefore;
    streams.forEach(Stream::release);
    long deadline = System.nanoTime() + DRAIN.toNanos();
    for (var stream : streams) {
      stream.await(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
    return new Exit(code, Linux.signalName(code - SIGNAL_BASE), signals.last(), cpu);
  }

  @Override
  public void onImpatience(Runnable action) {
    signals.onImpatience(action);
  }

  @Override
  public Optional<String> logTrouble() {
    return streams.stream().flatMap(stream -> stream.trouble().stream()).findFirst();
  }
}
