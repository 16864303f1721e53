package dev.runlog.record;

import dev.runlog.json.Records;
import dev.runlog.model.Observation.Section;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.plan.Request;
import dev.runlog.store.RunFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Code and machine at this moment, for a program that writes its record itself.
public final class Facts {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private Facts() {}

  /// The sections `git` and `environment`, the run id `parent`, and the gaps `missing`, as
  /// run.json has them; `folder` is the run folder and gets changes.patch.
  public static Map<String, @Nullable Object> of(Path folder, List<String> argv, World world) {
    var output = folder.toAbsolutePath().getParent();
    var request =
        new Request(
            argv,
            null,
            null,
            null,
            null,
            List.of(),
            List.of(),
            output == null ? null : output.toString(),
            true,
            false);
    var plan = Planner.plan(request, world);
    var redactor = Redactors.of(plan, world);
    var session = new Session(plan, world, redactor, folder, world.clock().instant());
    var parents = new Parents(plan, RunFolder.of(folder));
    var sources = new Sources(session, Set.of("git", "machine"));
    sources.before();
    sources.awaitBefore(DEADLINE);
    session.ended();
    sources.watch();
    sources.after(DEADLINE);
    var facts = new LinkedHashMap<String, @Nullable Object>();
    session.withFold(
        fold -> {
          facts.put("git", Records.toTree(fold.git));
          facts.put("environment", fold.details(Section.ENVIRONMENT));
          facts.put("missing", Records.toTree(fold.gaps()));
        });
    var parent = parents.found();
    facts.put("parent", parent == null ? null : parent.runId());
    @SuppressWarnings("unchecked")
    var masked = (Map<String, @Nullable Object>) redactor.tree(facts);
    return masked == null ? Map.of() : masked;
  }
}
