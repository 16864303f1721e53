package dev.runlog.importer;

import java.nio.file.Path;

/// Reads what one foreign tool leaves behind in the folder of a run. A new kind is one new file
/// and one line in `META-INF/services`; whatever it throws becomes a gap of that record.
public interface Importer {

  /// Its name, for example `hydra`.
  String kind();

  /// Whether the folder itself, not one in it, holds a run of this kind.
  boolean fits(Path folder);

  /// Says what is there, and nothing that is not.
  void read(Path folder, Found found) throws Exception;
}
