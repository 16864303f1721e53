package dev.runlog.capture.git;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The remote that the work belongs to: that of the branch's upstream, else `origin`, else the
/// only one.
final class Remote {
  static final String[] COMMAND = {
    "config",
    "-z",
    "--get-regexp",
    "^(remote\\..*\\.url|branch\\..*\\.remote|url\\..*\\.insteadof)$"
  };

  private Remote() {}

  /// The address as `git remote get-url` prints it, without credentials; null if there is none.
  static @Nullable String address(String config, @Nullable String branch) {
    var urls = new LinkedHashMap<String, String>();
    var instead = new LinkedHashMap<String, String>();
    String upstream = null;
    for (var entry : config.split("\0", -1)) {
      int end = entry.indexOf('\n');
      if (end < 0) {
        continue;
      }
      var key = entry.substring(0, end);
      var value = entry.substring(end + 1);
      if (key.startsWith("remote.")) {
        urls.putIfAbsent(key.substring("remote.".length(), key.length() - ".url".length()), value);
      } else if (key.startsWith("url.")) {
        instead.put(value, key.substring("url.".length(), key.length() - ".insteadof".length()));
      } else if (key.equals("branch." + branch + ".remote")) {
        upstream = value;
      }
    }
    var url = urls.get(upstream == null ? "origin" : upstream);
    if (url == null) {
      url = urls.get("origin");
    }
    if (url == null && urls.size() == 1) {
      url = urls.values().iterator().next();
    }
    return url == null ? null : withoutCredentials(Name.shown(rewritten(url, instead)));
  }

  private static String rewritten(String url, Map<String, String> instead) {
    String longest = null;
    for (var prefix : instead.keySet()) {
      if (url.startsWith(prefix) && (longest == null || prefix.length() > longest.length())) {
        longest = prefix;
      }
    }
    return longest == null ? url : instead.get(longest) + url.substring(longest.length());
  }

  /// `https://user:password@host` loses all before the host, as the user may be the token;
  /// `ssh://git@host` loses only a password.
  static String withoutCredentials(String url) {
    int scheme = url.indexOf("://");
    if (scheme < 0) {
      return url;
    }
    int host = scheme + 3;
    int slash = url.indexOf('/', host);
    int at = url.lastIndexOf('@', slash < 0 ? url.length() : slash);
    if (at < host) {
      return url;
    }
    boolean ssh = url.substring(0, scheme).contains("ssh");
    int colon = url.indexOf(':', host);
    if (!ssh) {
      return url.substring(0, host) + url.substring(at + 1);
    }
    return colon >= 0 && colon < at ? url.substring(0, colon) + url.substring(at) : url;
  }
}
