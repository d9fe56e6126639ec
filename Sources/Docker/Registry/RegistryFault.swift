/// What is wrong between the Engine and a registry, by the words in which it is told.
enum RegistryFault: Equatable {
  /// It asks to come back later.
  case limit
  /// It has no such image.
  case missing
  /// It does not accept the login, or there is none.
  case refused
  /// It was reached, and broke off.
  case cutOff
  /// It cannot be reached, or is in no state to answer.
  case away

  init?(_ text: String) {
    for (fault, words) in RegistryFault.signs where words.contains(where: text.contains) {
      self = fault
      return
    }
    return nil
  }

  /// In the order in which they are looked for.
  private static let signs: [(RegistryFault, [String])] = [
    (.limit, ["toomanyrequests", "429 Too Many Requests", "status: 429", "HTTP 429"]),
    (
      .missing,
      [
        "manifest unknown", "No such image", "no such image", "not found: manifest",
        "no matching manifest",
      ]
    ),
    (
      .refused,
      [
        "no basic auth credentials", "unauthorized", "authentication required", "access denied",
        "access to the resource is denied", "error getting credentials", "401 Unauthorized",
        "403 Forbidden", "HTTP 401", "HTTP 403",
      ]
    ),
    (.cutOff, ["connection reset", "EOF", "broken pipe"]),
    (
      .away,
      [
        "connection refused", "no such host", "network is unreachable", "i/o timeout",
        "handshake timeout", "deadline exceeded", "Client.Timeout", "x509:",
        "HTTP response to HTTPS client", "unexpected HTTP status: 5", "no route to host",
        "server misbehaving", "HTTP 500", "HTTP 502", "HTTP 503", "HTTP 504", "502 Bad Gateway",
        "503 Service Unavailable", "504 Gateway",
      ]
    ),
  ]
}
