package dev.runlog.capture.remote;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.model.Data;
import dev.runlog.model.Observation.DataSet;
import dev.runlog.model.Observation.Gap;
import java.time.Duration;

/// The question for the version of one data set, which is asked beside the command and given up
/// soon after it has ended.
public final class Inquiry {
  private static final long PATIENCE = Duration.ofSeconds(2).toNanos();
  private static final long AFTER_THE_END = Duration.ofMillis(300).toNanos();

  private final Data data;
  private final Sink sink;
  private final long deadline = System.nanoTime() + PATIENCE;
  private boolean over;

  private Inquiry(Data data, Sink sink) {
    this.data = data;
    this.sink = sink;
  }

  /// Asks for what was `named`, of which `data` is known; the answer is given to the sink.
  public static Inquiry start(String named, Data data, Setting setting, Sink sink) {
    var inquiry = new Inquiry(data, sink);
    var env = setting.plan().env();
    var question = question(named, data, setting);
    if (question instanceof Question.None none) {
      inquiry.tell(new Answer.Unknown(none.why()));
    } else {
      var asking = new Asking(env, inquiry.deadline);
      var thread = new Thread(() -> inquiry.tell(asking.answer(question)), "runlog-data-version");
      thread.setDaemon(true);
      thread.start();
    }
    return inquiry;
  }

  private static Question question(String named, Data data, Setting setting) {
    if (!setting.plan().settings().budget().ask()) {
      return new Question.None("runlog.toml says that no server is asked");
    }
    // the revision of a hub may be a branch, any other version in an address is one
    return data.identity() == null || data.identity().startsWith("revision:")
        ? Question.of(named, setting.plan().env(), setting.redactor())
        : new Question.None("its address names one");
  }

  private synchronized void tell(Answer answer) {
    if (over) {
      return;
    }
    over = true;
    switch (answer) {
      case Answer.Version version -> sink.accept(new DataSet(RemoteData.told(data, version)));
      case Answer.Unknown(var why) when data.identity() == null ->
          sink.accept(new Gap("data.identity", data.path() + ": no version is known: " + why));
      case Answer.Unknown known -> {
        // the address itself names one
      }
    }
    notifyAll();
  }

  /// Waits for the answer for a moment at most.
  public synchronized void end() throws InterruptedException {
    long end = Math.min(deadline, System.nanoTime() + AFTER_THE_END);
    for (long left = end - System.nanoTime(); !over && left > 0; left = end - System.nanoTime()) {
      wait(left / 1_000_000 + 1);
    }
    tell(new Answer.Unknown("its server did not answer in time"));
  }
}
