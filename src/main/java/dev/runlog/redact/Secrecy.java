package dev.runlog.redact;

/// How much a name says about its value.
enum Secrecy {
  /// An ordinary name.
  NONE,
  /// Names like `acme_token`, whose value decides.
  LIKELY,
  /// Names like `token` or `private_key`: secret, unless it is a path, a count or a special token.
  TOKEN,
  /// Names like `password`: secret, whatever the value looks like.
  CERTAIN
}
