package dev.runlog.record;

import dev.runlog.capture.Source;
import dev.runlog.model.Capture.SourceReport;
import dev.runlog.model.Observation;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The sources of one run through their three moments. Whatever a source throws becomes a gap;
/// one that does not come back in time is left behind and named.
final class Sources {
  /// What a source does with its session in one moment.
  private interface Moment {
    void run(Source source) throws Exception;
  }

  private static final Duration SOON = Duration.ofSeconds(2);

  private final Session session;
  private boolean cutShort;
  private boolean told;
  private final List<Source> sources = new ArrayList<>();
  private final Map<Source, Long> nanos = new ConcurrentHashMap<>();
  private final Map<Source, String> outcomes = new ConcurrentHashMap<>();
  private final Map<Source, Thread> underWay = new LinkedHashMap<>();

  Sources(Session session) {
    this.session = session;
    ServiceLoader.load(Source.class, new Own()).forEach(sources::add);
  }

  /// Only the sources of these names.
  Sources(Session session, Set<String> names) {
    this(session);
    sources.removeIf(source -> !names.contains(source.name()));
  }

  /// Looks for services in the first place that has some, our own: to open every library for
  /// what it never has costs each run 5 ms.
  private static final class Own extends ClassLoader {
    Own() {
      super(Sources.class.getClassLoader());
    }

    @Override
    public Enumeration<URL> getResources(String name) {
      var own = getResource(name);
      return Collections.enumeration(own == null ? List.of() : List.of(own));
    }
  }

  /// Starts what delays the command.
  void before() {
    underWay.putAll(start(source -> source.before(session, session), "before"));
  }

  /// Waits for what delays the command.
  void awaitBefore(Duration deadline) {
    join(underWay, deadline);
    underWay.clear();
  }

  /// Starts what goes on beside the command.
  void watch() {
    underWay.putAll(start(source -> source.during(session, session), "during"));
  }

  /// Ends the watching and runs what comes after; an interrupt means that the user does not want
  /// to wait.
  void after(Duration deadline) {
    join(underWay, deadline);
    join(start(source -> source.after(session, session), "after"), deadline);
  }

  /// Has every source say what the folder of a settled run still holds.
  void settle(Duration deadline) {
    join(start(source -> source.settle(session, session), "settle"), deadline);
  }

  private Map<Source, Thread> start(Moment moment, String name) {
    var threads = new LinkedHashMap<Source, Thread>();
    for (var source : sources) {
      if (outcomes.containsKey(source)) {
        continue;
      }
      var thread = new Thread(() -> run(source, moment), "runlog-" + source.name() + "-" + name);
      thread.setDaemon(true);
      thread.start();
      threads.put(source, thread);
    }
    return threads;
  }

  @SuppressWarnings("CatchingUnchecked") // a source may be broken in any way; the run goes on
  private void run(Source source, Moment moment) {
    long start = System.nanoTime();
    try {
      moment.run(source);
    } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError e) {
      outcomes.put(source, "failed");
      session.accept(new Observation.Gap(source.name(), "the source failed: " + e));
    } finally {
      nanos.merge(source, System.nanoTime() - start, Long::sum);
    }
  }

  private void join(Map<Source, Thread> threads, Duration deadline) {
    long end = System.nanoTime() + deadline.toNanos();
    for (var entry : threads.entrySet()) {
      if (!joined(entry.getValue(), threads, end)) {
        var why = cutShort ? "was cut short by the user" : "was not done in time";
        abandon(entry.getKey(), entry.getValue(), why);
      }
    }
  }

  private boolean joined(Thread thread, Map<Source, Thread> all, long end) {
    try {
      if (cutShort || thread.join(SOON)) {
        return !thread.isAlive();
      }
      slow(all);
      return thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    } catch (InterruptedException e) {
      cutShort = true;
      return !thread.isAlive();
    }
  }

  /// Tells a person once what is waited for.
  private void slow(Map<Source, Thread> all) {
    if (told || !session.world().isTerminal(2)) {
      return;
    }
    told = true;
    var names = new ArrayList<String>();
    all.forEach(
        (source, thread) -> {
          if (thread.isAlive()) {
            names.add(source.name());
          }
        });
    session
        .world()
        .err()
        .println("runlog: still at: " + String.join(", ", names) + " (Ctrl-C leaves it out)");
  }

  private void abandon(Source source, Thread thread, String why) {
    thread.interrupt();
    outcomes.put(source, "late");
    session.accept(new Observation.Gap(source.name(), why));
  }

  List<SourceReport> reports() {
    var reports = new ArrayList<SourceReport>();
    for (var source : sources) {
      double ms = Math.round(nanos.getOrDefault(source, 0L) / 1e4) / 100.0;
      reports.add(new SourceReport(source.name(), ms, outcomes.getOrDefault(source, "ok")));
    }
    return reports;
  }
}
