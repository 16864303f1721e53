package dev.runlog.capture;

/// One way to learn about a run. A new source is one new file and one line in
/// `META-INF/services`; nothing else is edited.
///
/// A new instance is made for every run, so a source may keep state in fields between its three
/// moments. Whatever it throws becomes a gap in the record named after it; it can never stop the
/// run.
public interface Source {

  /// The name under `capture.sources`, for example `git`.
  String name();

  /// Before the command starts, and delaying it: only for what would be too late afterwards.
  default void before(Setting setting, Sink sink) throws Exception {}

  /// Beside the command, in a thread of its own; returns when its work is done or soon after
  /// [Setting#awaitEnd] is true.
  default void during(Setting setting, Sink sink) throws Exception {}

  /// After the command has ended and every [#during] has returned, beside the other sources.
  default void after(Setting setting, Sink sink) throws Exception {}

  /// When a run is settled whose recorder had died: says what the run folder itself still holds.
  /// The command has ended long since; what was said before may be said again.
  default void settle(Setting setting, Sink sink) throws Exception {}
}
