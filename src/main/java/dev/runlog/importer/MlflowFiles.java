package dev.runlog.importer;

import dev.runlog.sync.mlflow.Proxied;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files of one run of MLflow's, wherever they lie; names are paths with `/`.
interface MlflowFiles {
  /// So many are named.
  int MOST = 1000;

  /// The first of them, in order, one more than [#MOST] where there are more.
  List<String> list() throws IOException;

  String read(String name) throws IOException;

  void copy(String name, Path to) throws IOException;

  /// Those of a folder; null where it is none.
  static @Nullable MlflowFiles in(@Nullable Path folder) {
    return folder == null || !Files.isDirectory(folder) ? null : new Folder(folder);
  }

  /// Those that an `artifact_uri` names, as seen from the folder of the store. What a server
  /// keeps for its clients lies beside its database, where nobody said otherwise.
  static @Nullable MlflowFiles of(@Nullable String uri, Path store) {
    var proxied = uri == null ? null : Proxied.of(uri);
    try {
      if (proxied != null) {
        for (var name : List.of("mlartifacts", "artifacts")) {
          var files = in(store.resolve(name).resolve(proxied.folder().substring(1)));
          if (files != null) {
            return files;
          }
        }
        return null;
      }
      return uri == null || uri.isEmpty()
          ? null
          : in(uri.startsWith("file:") ? Path.of(URI.create(uri)) : store.resolve(uri));
    } catch (IllegalArgumentException e) {
      return null; // not on this machine
    }
  }

  record Folder(Path folder) implements MlflowFiles {
    @Override
    public List<String> list() throws IOException {
      try (var files = Files.walk(folder)) {
        return files
            .filter(Files::isRegularFile)
            .map(file -> folder.relativize(file).toString())
            .sorted()
            .limit(MOST + 1)
            .toList();
      }
    }

    @Override
    public String read(String name) throws IOException {
      return Texts.read(folder.resolve(name));
    }

    @Override
    public void copy(String name, Path to) throws IOException {
      Files.copy(folder.resolve(name), to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
