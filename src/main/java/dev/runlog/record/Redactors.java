package dev.runlog.record;

import dev.runlog.model.World;
import dev.runlog.plan.Plan;
import dev.runlog.redact.Redactor;
import dev.runlog.store.Salt;
import java.util.Set;

/// The redactor of a run: the user's salt, the project's extra names, and the secrets that the
/// environment holds.
final class Redactors {
  private Redactors() {}

  static Redactor of(Plan plan, World world) {
    var redactor = new Redactor(Salt.of(world.state()), Set.copyOf(plan.settings().redact()));
    plan.env()
        .forEach(
            (name, value) -> {
              if (redactor.isSecretName(name)) {
                redactor.learn(value);
              }
            });
    return redactor;
  }
}
