package dev.runlog.record;

import dev.runlog.model.Observation.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The run folder's own path in a configuration reads `{run_dir}`: it differs from run to run, and
/// is no difference between them.
final class OwnPath {
  private final String folder;

  OwnPath(Path folder) {
    this.folder = folder.toAbsolutePath().toString();
  }

  @SuppressWarnings("ReferenceEquality")
  Parameter symbolic(Parameter parameter) {
    var value = symbolic(parameter.value());
    return value == parameter.value()
        ? parameter
        : new Parameter(
            parameter.key(), value, parameter.origin(), parameter.source(), parameter.program());
  }

  @SuppressWarnings("ReferenceEquality") // what has nothing to replace stays the object it was
  private @Nullable Object symbolic(@Nullable Object value) {
    if (value instanceof String text) {
      return isWithin(text) ? "{run_dir}" + text.substring(folder.length()) : text;
    }
    if (value instanceof List<?> list) {
      var items = new ArrayList<@Nullable Object>(list.size());
      boolean changed = false;
      for (var item : list) {
        var now = symbolic(item);
        changed |= now != item;
        items.add(now);
      }
      return changed ? items : value;
    }
    return value;
  }

  private boolean isWithin(String text) {
    return text.startsWith(folder)
        && (text.length() == folder.length() || text.charAt(folder.length()) == '/');
  }
}
