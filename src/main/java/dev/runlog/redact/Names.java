package dev.runlog.redact;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a name of an option, a variable or a key says: read word by word, because `token` is a
/// secret in `hub_token` and a unit of text in `num_memory_tokens`.
final class Names {
  private static final int LONGEST = 120;

  /// Who hands out tokens and keys, and what they are for.
  private static final Set<String> AUTH =
      words(
          "access admin anthropic api auth aws azure bearer bot clearml client cohere comet dagshub"
              + " deploy discord docker gcp gemini git gitea github gitlab google groq hf hub"
              + " huggingface jwt kaggle langchain langsmith login mistral mlflow neptune npm oauth"
              + " openai personal pinecone private pypi refresh registry replicate secret security"
              + " service session slack telegram together tracking vault wandb write read zenodo");

  /// The units of text that language models have.
  private static final Set<String> UNITS =
      words(
          "additional answer assistant audio begin beginning blank bos chat class cls concept cross"
              + " decoder default dist domain empty encoder end entity eod eof eos eot extra fim"
              + " first forced human image img init initializer input label lang language last"
              + " latent mask max memory message middle min new newline next num null object output"
              + " pad per placeholder prefix prev previous prompt query question register reserved"
              + " response role sep separator seq sequence source space speaker special speech src"
              + " start stop style sub subject suffix system target task text tgt think thinking"
              + " tool trigger unk unused video vision word");

  private static final Set<String> KEYS =
      words(
          "account encryption decryption hmac host license master rsa shared signing ssh ssl"
              + " storage subscription tls webhook");

  private static final Set<String> PASS =
      words(
          "account admin amqp auth basic db docker email ftp git http imap key keystore ldap login"
              + " mail mongo mqtt my mysql pg postgres proxy rabbitmq redis registry root smtp sql"
              + " ssh store sudo svn user");

  /// First words that make a switch or a count of what follows.
  private static final Set<String> SWITCHES =
      words(
          "use no with enable disable has is require requires need needs skip ask prompt show hide"
              + " reset allow num n max min total count avg mean");

  private static final Set<String> SUFFIXES =
      words("value str string b64 base64 prod production dev staging live plain");

  private Names() {}

  private static Set<String> words(String words) {
    return Set.of(words.split(" "));
  }

  static Secrecy secrecy(String name) {
    var segment = lastSegment(name);
    if (!couldBeSecret(segment)) {
      return Secrecy.NONE;
    }
    var words = split(segment);
    while (words.size() > 1 && isSuffix(words.getLast())) {
      words.removeLast();
    }
    if (words.isEmpty() || (words.size() > 1 && SWITCHES.contains(words.getFirst()))) {
      return Secrecy.NONE;
    }
    return secrecy(words.getLast(), words.size() > 1 ? words.get(words.size() - 2) : "", segment);
  }

  private static Secrecy secrecy(String last, String before, String segment) {
    return switch (last) {
      case "token" -> token(before, segment);
      case "tokens" -> AUTH.contains(before) ? Secrecy.TOKEN : Secrecy.NONE;
      case "key", "keys" -> key(before);
      case "pass" -> pass(before);
      case "pwd" -> before.isEmpty() || before.equals("old") ? Secrecy.NONE : Secrecy.CERTAIN;
      case "pat" -> AUTH.contains(before) ? Secrecy.CERTAIN : Secrecy.NONE;
      case "credential", "credentials", "cred", "creds", "bearer" -> Secrecy.TOKEN;
      case "auth" -> PASS.contains(before) ? Secrecy.TOKEN : Secrecy.LIKELY;
      case "cookie", "cookies", "sig" -> Secrecy.LIKELY;
      case "signature" -> Set.of("amz", "goog").contains(before) ? Secrecy.CERTAIN : Secrecy.NONE;
      case "authorization", "passcode", "secrets" -> Secrecy.CERTAIN;
      default -> fused(last, segment);
    };
  }

  private static Secrecy token(String before, String segment) {
    if (before.isEmpty() || AUTH.contains(before)) {
      return Secrecy.TOKEN;
    }
    if (UNITS.contains(before)) {
      return Secrecy.NONE;
    }
    return segment.equals(segment.toUpperCase(Locale.ROOT)) ? Secrecy.TOKEN : Secrecy.LIKELY;
  }

  private static Secrecy key(String before) {
    if (Set.of("api", "secret", "access").contains(before)) {
      return Secrecy.CERTAIN;
    }
    return AUTH.contains(before) || KEYS.contains(before) ? Secrecy.TOKEN : Secrecy.NONE;
  }

  private static Secrecy pass(String before) {
    if (before.isEmpty()) {
      return Secrecy.LIKELY;
    }
    return PASS.contains(before) ? Secrecy.CERTAIN : Secrecy.NONE;
  }

  /// Words written without a gap: `apikey`, `dbpassword`, `hftoken`.
  private static Secrecy fused(String word, String segment) {
    for (var end : List.of("password", "passwords", "passwd", "passphrase", "secret", "apikey")) {
      if (word.endsWith(end)) {
        return Secrecy.CERTAIN;
      }
    }
    for (var end : List.of("apikeys", "secretkey", "accesskey", "authkey", "accountkey")) {
      if (word.endsWith(end)) {
        return Secrecy.CERTAIN;
      }
    }
    if (word.endsWith("token")) {
      return token(word.substring(0, word.length() - 5), segment);
    }
    if (word.endsWith("privatekey")) {
      return Secrecy.TOKEN;
    }
    boolean fusedPass =
        (word.endsWith("pass") && PASS.contains(word.substring(0, word.length() - 4)))
            || (word.endsWith("pwd") && !word.equals("oldpwd"));
    return fusedPass && !word.equals("sshpass") ? Secrecy.CERTAIN : Secrecy.NONE;
  }

  private static boolean isSuffix(String word) {
    return SUFFIXES.contains(word) || word.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// `a.b.api_keys[0]` is about `api_keys`.
  private static String lastSegment(String name) {
    int end = name.length();
    int bracket = name.indexOf('[');
    if (bracket > 0 && name.endsWith("]")) {
      end = bracket;
    }
    int start = end;
    while (start > 0 && end - start < LONGEST && ".:/".indexOf(name.charAt(start - 1)) < 0) {
      start--;
    }
    return name.substring(start, end);
  }

  /// A cheap test that most names fail.
  private static boolean couldBeSecret(String name) {
    for (int i = 0; i + 2 < name.length(); i++) {
      int next = name.charAt(i + 1) | 0x20;
      int third = name.charAt(i + 2) | 0x20;
      boolean hit =
          switch (name.charAt(i) | 0x20) {
            case 't' -> next == 'o' && third == 'k';
            case 'p' ->
                (next == 'a' && (third == 's' || third == 't')) || (next == 'w' && third == 'd');
            case 's' -> (next == 'e' && third == 'c') || (next == 'i' && third == 'g');
            case 'k' -> next == 'e' && third == 'y';
            case 'c' -> (next == 'r' && third == 'e') || (next == 'o' && third == 'o');
            case 'a' -> next == 'u' && third == 't';
            case 'b' -> next == 'e' && third == 'a';
            default -> false;
          };
      if (hit) {
        return true;
      }
    }
    return false;
  }

  /// `hubToken`, `hub-token`, `HUB_TOKEN` -> hub, token.
  private static List<String> split(String name) {
    var words = new ArrayList<String>();
    int start = 0;
    for (int i = 0; i <= name.length(); i++) {
      boolean gap = i == name.length() || !Character.isLetterOrDigit(name.charAt(i));
      if (gap || (i > start && startsWord(name, i))) {
        if (i > start) {
          words.add(name.substring(start, i).toLowerCase(Locale.ROOT));
        }
        start = gap ? i + 1 : i;
      }
    }
    return words;
  }

  private static boolean startsWord(String name, int i) {
    if (!Character.isUpperCase(name.charAt(i))) {
      return false;
    }
    boolean afterLower = !Character.isUpperCase(name.charAt(i - 1));
    return afterLower || (i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1)));
  }
}
