package dev.runlog.redact;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Decides what is a secret and masks it: a masked value is `***` and a short salted fingerprint,
/// so that equal secrets stay equal and unknown. Thread safe; takes time linear in its input.
public final class Redactor {
  private static final int DEEPEST = 500;

  private final Mask mask;
  private final Set<String> extraKeys;
  private final Known known;
  private final Urls urls;
  private final Assignments assignments;
  private final Shapes shapes;

  /// `salt` is the user's own; `extraKeys` are further names whose values are secret.
  public Redactor(byte[] salt, Set<String> extraKeys) {
    this.mask = new Mask(salt);
    this.extraKeys = extraKeys.stream().map(Redactor::plain).collect(Collectors.toSet());
    this.known = new Known(mask);
    this.urls = new Urls(mask);
    this.assignments = new Assignments(this::secrecy, mask, known::learn);
    this.shapes = new Shapes(mask);
  }

  /// The mask of a value; a mask is its own mask.
  public String mask(String value) {
    return mask.of(value);
  }

  /// Remembers a secret, so that it is masked wherever it appears from now on. Values that are
  /// short or look like a word, a path or a number are not remembered.
  public void learn(String secretValue) {
    known.learn(secretValue);
  }

  /// A command line with the values of secret options, and secrets inside words, masked.
  public List<String> argv(List<String> argv) {
    return new CommandLine(this, argv).masked();
  }

  /// Free text with credentials in URLs, assignments to secret names and well-known token shapes
  /// masked.
  public String text(String text) {
    return text.length() < 3
        ? text
        : shapes.apply(assignments.apply(urls.apply(known.apply(text))));
  }

  /// The same text with a star for each character of a secret: nothing moves.
  public String struckOut(String text) {
    var masked = text(text);
    return masked.equals(text) ? text : Mask.struckOut(text, masked);
  }

  /// A JSON tree with the values of secret keys, and every string, masked.
  public @Nullable Object tree(@Nullable Object tree) {
    return tree(tree, Secrecy.NONE, 0);
  }

  /// Whether a value under this name is a secret.
  public boolean isSecretName(String name) {
    return secrecy(name) != Secrecy.NONE;
  }

  Secrecy secrecy(String name) {
    if (!extraKeys.isEmpty()) {
      var plain = plain(name);
      if (extraKeys.contains(plain)
          || extraKeys.contains(plain.substring(plain.lastIndexOf('.') + 1))) {
        return Secrecy.CERTAIN;
      }
    }
    return Names.secrecy(name);
  }

  /// A value under a name of this secrecy: masked as a whole, or only where it holds a secret.
  String value(Secrecy secrecy, String value) {
    if (!Values.isSecret(secrecy, value)) {
      return text(value);
    }
    known.learn(value);
    return mask.of(value);
  }

  private @Nullable Object tree(@Nullable Object tree, Secrecy secrecy, int depth) {
    if (depth > DEEPEST) {
      return "***";
    }
    // no pattern switch here, in Json and in Records: each costs milliseconds at its first use
    if (tree instanceof Map<?, ?> map) {
      return map(map, secrecy, depth);
    }
    if (tree instanceof List<?> list) {
      return list(list, secrecy, depth);
    }
    if (tree instanceof String text) {
      return value(secrecy, text);
    }
    return tree instanceof Number number && Values.isSecret(secrecy, number.toString())
        ? mask.of(number.toString())
        : tree;
  }

  private Map<String, @Nullable Object> map(Map<?, ?> map, Secrecy inherited, int depth) {
    var masked = new LinkedHashMap<String, @Nullable Object>();
    var named = named(map);
    for (var entry : map.entrySet()) {
      var key = String.valueOf(entry.getKey());
      var secrecy = key.equals("value") ? named : secrecy(key);
      if (inherited == Secrecy.CERTAIN && entry.getValue() instanceof String) {
        secrecy = Secrecy.CERTAIN;
      }
      if (key.equals("sources") && map.containsKey("resolved")) {
        masked.put(key, sources(entry.getValue()));
        continue;
      }
      masked.put(text(key), tree(entry.getValue(), secrecy, depth + 1));
    }
    return masked;
  }

  /// `config.sources` says under the name of a secret only where it came from (`argparse default`):
  /// no secret, and none to be looked for elsewhere.
  private @Nullable Object sources(@Nullable Object sources) {
    if (!(sources instanceof Map<?, ?> map)) {
      return tree(sources);
    }
    var told = new LinkedHashMap<String, @Nullable Object>();
    map.forEach((key, source) -> told.put(text(String.valueOf(key)), text(String.valueOf(source))));
    return told;
  }

  /// `{"name": "HF_TOKEN", "value": "x"}` says with its name what its value is.
  private Secrecy named(Map<?, ?> map) {
    var name = map.get("name") instanceof String text ? text : map.get("key");
    return map.containsKey("value") && name instanceof String text ? secrecy(text) : Secrecy.NONE;
  }

  private List<@Nullable Object> list(List<?> list, Secrecy secrecy, int depth) {
    if (secrecy == Secrecy.NONE && list.stream().allMatch(String.class::isInstance)) {
      return new ArrayList<>(argv(list.stream().map(String.class::cast).toList()));
    }
    var masked = new ArrayList<@Nullable Object>(list.size());
    list.forEach(item -> masked.add(tree(item, secrecy, depth + 1)));
    return masked;
  }

  private static String plain(String name) {
    int start = 0;
    while (start < name.length() && "-+~".indexOf(name.charAt(start)) >= 0) {
      start++;
    }
    return name.substring(start).toLowerCase(Locale.ROOT).replace('-', '_');
  }
}
