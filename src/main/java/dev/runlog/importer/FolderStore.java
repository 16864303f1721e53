package dev.runlog.importer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A store that is a folder: files or folders below it mark its runs.
interface FolderStore extends RunStore {

  /// What marks runs in the place; empty where it is no store of this kind.
  List<Path> marks(Place place) throws IOException;

  @Override
  default boolean fits(Place place) throws IOException {
    return place.isFolder() && !marks(place).isEmpty();
  }
}
