package dev.runlog.redact;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// A command line word by word: `--api-key X`, `--api-key=X`, `+a.token=X`, `curl -u user:X`.
final class CommandLine {
  /// Programs whose `-p` is a password.
  private static final Set<String> DASH_P =
      Set.of(
          "mysql",
          "mysqldump",
          "mysqladmin",
          "mariadb",
          "sshpass",
          "mongo",
          "mongosh",
          "mongodump",
          "docker",
          "podman",
          "helm",
          "7z",
          "az");

  private final Redactor redactor;
  private final List<String> argv;
  private final String program;
  private final int login;

  CommandLine(Redactor redactor, List<String> argv) {
    this.redactor = redactor;
    this.argv = argv;
    this.login = argv.indexOf("login");
    this.program =
        argv.isEmpty() ? "" : argv.getFirst().substring(argv.getFirst().lastIndexOf('/') + 1);
  }

  List<String> masked() {
    var masked = new ArrayList<String>(argv.size());
    for (int i = 0; i < argv.size(); i++) {
      masked.add(word(argv.get(i), i == 0 ? "" : argv.get(i - 1), i));
    }
    // a secret learned from a later word may stand in an earlier one
    masked.replaceAll(redactor::text);
    return masked;
  }

  private String word(String word, String before, int at) {
    boolean option = word.length() > 1 && word.charAt(0) == '-' && !Values.isNumber(word);
    boolean afterOption = before.length() > 1 && before.charAt(0) == '-' && before.indexOf('=') < 0;
    if (afterOption && !option) {
      var secrecy = redactor.secrecy(before);
      if (secrecy != Secrecy.NONE) {
        return redactor.value(secrecy, word);
      }
      var special = afterShortOption(before, word);
      if (!special.equals(word)) {
        return special;
      }
    }
    if (isLoginKey(word, at)) {
      return redactor.value(Secrecy.CERTAIN, word);
    }
    return assignment(word, before);
  }

  /// `name=value`, where the value is all the rest of the word.
  private String assignment(String word, String before) {
    int sign = word.indexOf('=');
    if (sign <= 0 || sign > 200 || isScript(before)) {
      return redactor.text(word);
    }
    var name = word.substring(0, sign);
    var secrecy = isName(name) ? redactor.secrecy(name) : Secrecy.NONE;
    if (secrecy == Secrecy.NONE) {
      return redactor.text(word);
    }
    var value = word.substring(sign + 1);
    boolean quoted =
        value.length() > 1
            && "\"'".indexOf(value.charAt(0)) >= 0
            && value.charAt(value.length() - 1) == value.charAt(0);
    var inner = quoted ? value.substring(1, value.length() - 1) : value;
    var masked = redactor.value(secrecy, inner);
    return name + "=" + (quoted ? value.charAt(0) + masked + value.charAt(0) : masked);
  }

  private String afterShortOption(String option, String word) {
    boolean loginPassword =
        (option.equals("-p") || option.equals("-P")) && DASH_P.contains(program);
    boolean password =
        loginPassword && (!Set.of("docker", "podman").contains(program) || login >= 0);
    boolean unnamed = option.equals("-p") && Values.looksLikePassword(word);
    if (password || unnamed) {
      return redactor.value(Secrecy.TOKEN, word);
    }
    boolean user = option.equals("-u") || option.equals("--user") || option.equals("-a");
    int colon = word.indexOf(':');
    if (user && colon > 0 && Set.of("curl", "http", "https", "xh").contains(program)) {
      return word.substring(0, colon + 1)
          + redactor.value(Secrecy.CERTAIN, word.substring(colon + 1));
    }
    return word;
  }

  /// `wandb login KEY`.
  private boolean isLoginKey(String word, int at) {
    return at >= 2
        && word.length() >= 32
        && login >= 0
        && login < at
        && Pattern.matches("[A-Za-z0-9_-]+", word);
  }

  private static boolean isScript(String option) {
    return option.length() <= 4 && option.startsWith("-") && option.endsWith("c");
  }

  private static boolean isName(String name) {
    return name.chars().allMatch(c -> Character.isLetterOrDigit(c) || "_-.+~/@".indexOf(c) >= 0);
  }
}
