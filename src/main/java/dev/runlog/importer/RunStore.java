package dev.runlog.importer;

import java.util.function.Consumer;

/// A place where one foreign tool keeps runs. A new kind is one new file and one line in
/// `META-INF/services`.
public interface RunStore {

  /// What the user calls it, for example `mlflow`; several stores may have one kind.
  String kind();

  /// What a place of this kind looks like, for the user who named another.
  String lookedFor();

  /// Whether there are such runs in the place.
  boolean fits(Place place) throws Exception;

  /// Tells every run in the place, one after the other, each before its content is read.
  void each(Place place, Consumer<Foreign> runs) throws Exception;
}
