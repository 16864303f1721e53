package dev.runlog.capture.git;

import dev.runlog.redact.Redactor;
import java.util.Locale;
import java.util.Set;

/// Which files hold secrets: by their names, and by what stands in them.
final class Secrets {
  private static final Set<String> NAMES =
      Set.of(
          "id_rsa",
          "id_dsa",
          "id_ecdsa",
          "id_ed25519",
          ".netrc",
          "_netrc",
          ".pgpass",
          ".pypirc",
          ".htpasswd",
          ".git-credentials",
          ".vault_pass",
          "kaggle.json",
          "credentials",
          "credentials.csv",
          "credentials.json",
          "credentials.toml",
          "credentials.yaml",
          "credentials.yml",
          "secrets.json",
          "secrets.toml",
          "secrets.yaml",
          "secrets.yml");
  private static final String[] ENDINGS = {
    ".pem", ".key", ".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".ppk", ".env"
  };
  private static final Set<String> PATTERNS =
      Set.of(".env.example", ".env.sample", ".env.template", ".env.dist", ".env.defaults");

  private final Redactor redactor;

  Secrets(Redactor redactor) {
    this.redactor = redactor;
  }

  static boolean isName(String path) {
    var name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    if (NAMES.contains(name) || (name.startsWith(".env.") && !PATTERNS.contains(name))) {
      return true;
    }
    for (var ending : ENDINGS) {
      if (name.endsWith(ending)) {
        return true;
      }
    }
    return false;
  }

  boolean areIn(String text) {
    return (text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----"))
        || !redactor.text(text).equals(text);
  }
}
