package dev.runlog.plan;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Locale;
import java.util.Map;

/// The way out to a server.
public final class Proxies {
  private Proxies() {}

  /// The proxy that the environment names for an address, as curl and Python read it.
  public static Proxy of(URI address, Map<String, String> env) {
    var host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
    var name = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT) + "_proxy";
    var setting = env.getOrDefault(name, env.getOrDefault(name.toUpperCase(Locale.ROOT), ""));
    var without = env.getOrDefault("no_proxy", env.getOrDefault("NO_PROXY", ""));
    boolean direct = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    for (var end : without.split(",", -1)) {
      var domain = end.strip().toLowerCase(Locale.ROOT);
      direct |= domain.equals("*") || !domain.isEmpty() && host.endsWith(domain);
    }
    if (direct || setting.isEmpty()) {
      return Proxy.NO_PROXY;
    }
    var at = URI.create(setting.contains("://") ? setting : "http://" + setting);
    int port = at.getPort() < 0 ? 80 : at.getPort();
    return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(at.getHost(), port));
  }
}
