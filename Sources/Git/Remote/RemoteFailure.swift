/// Puts what libgit2 says about a failed fetch into a code and words that lead on.
enum RemoteFailure {
  /// - Parameter connecting: whether it failed before the download, so that this repository cannot
  ///   be the cause.
  static func explained(
    _ error: GitError, _ session: RemoteSession, connecting: Bool
  ) -> GitError {
    if let problem = session.problem { return problem }
    if let problem = SSHProgram.problem(session, error) { return problem }
    var reason = oneLine(error.reason)
    if error.code == .full {
      let came = "\(session.receivedBytes >> 20) MiB came, which filled the disk here"
      return GitError(.full, session.action, "\(came): \(reason)")
    }
    if let proxy = session.proxyName { reason += "; it goes through the proxy \(proxy)" }
    if let (code, hint) = hint(error, session) {
      return GitError(code, session.action, "\(reason); \(hint)")
    }
    if connecting, session.proxyName == nil, let hint = portHint(reason, session.remote.url) {
      reason += "; \(hint)"
    }
    let plain = connecting && error.code != .refused ? .unreachable : error.code
    return GitError(plain, session.action, reason)
  }

  /// libgit2 has one code for most of these; its words are the same in 1.5 and 1.9.
  private static func hint(
    _ error: GitError, _ session: RemoteSession
  ) -> (GitError.Code, String)? {
    let reason = error.reason
    if error.code == .untrusted || session.certificateRefused {
      return (.untrusted, certificateHint(reason, session))
    }
    if reason.hasPrefix("cannot redirect") || reason.hasSuffix("redirect") {
      return (.unreachable, "the remote has moved; put its new address into url")
    }
    if reason.hasSuffix("status code: 403") {
      return (.refused, "the server forbids it; check what the token may read")
    }
    if reason.hasSuffix("status code: 404") {
      let code = session.token == nil ? GitError.Code.unreachable : .refused
      return (code, "there is no such repository, or it is not shown to this user")
    }
    if reason == "out of memory" {
      return (.unreachable, "what it sends, or says that it will send, cannot be received here")
    }
    if reason.hasSuffix("Unable to exchange encryption keys") { return keyTypeHint(session) }
    return objectFormat(reason).map { (.unreachable, $0) }
  }

  /// A repository of a kind that libgit2 does not know, told from its words.
  static func objectFormat(_ reason: String) -> String? {
    let words = reason.lowercased()
    if words.contains("objectformat") || words.contains("object format") {
      return "it is a repository with SHA-256 names, which only git itself can read; use one with "
        + "SHA-1 names (git init --object-format=sha1)"
    }
    guard words.contains("ref pkt-line") else { return nil }
    return "a repository with SHA-256 names, which only git itself can read, and a shallow clone "
      + "(there: git fetch --unshallow) are like that"
  }

  /// Where it looks as if the port in an address was another service's, or nobody's.
  static func portHint(_ reason: String, _ url: RemoteURL) -> String? {
    if reason.contains("onnection refused") {
      return "nothing listens at port \(url.port) there: check the port in url, and the server"
    }
    let signs = [
      "SSL error", "unexpected EOF", "arly EOF", "receiving socket data",
      "receiving data from socket", "banner", "exchange_identification",
    ]
    guard signs.contains(where: reason.contains) else { return nil }
    let other = "port \(url.port) there may be another service's"
    // sshd_config(5), PerSourcePenalties
    return url.kind == .ssh
      ? "\(other), or the server refused this host too often: check the port in url, or wait a minute"
      : "\(other): check the scheme and port in url"
  }

  private static func certificateHint(_ reason: String, _ session: RemoteSession) -> String {
    if reason.contains("expired") {
      return "it is to be renewed on the server, unless this host's clock is wrong"
    }
    if reason.contains("expected CN") {
      return session.remote.url.isNumeric
        ? "not every TLS library compares addresses: url is to have a name that the certificate "
          + "has, which /etc/hosts can lead to \(session.remote.url.host)"
        : "url is to name the server as its certificate does"
    }
    guard case .https(_, _, let file?) = session.remote.access else {
      return "if a private authority signed it, name that one's certificate as ca-file"
    }
    return "ca-file \(file) is all that is trusted for this remote"
  }

  /// Only known types of host keys are asked for; this server may have none of them any more.
  private static func keyTypeHint(_ session: RemoteSession) -> (GitError.Code, String)? {
    guard case .ssh(_, let file) = session.remote.access else { return nil }
    let (host, port) = (session.remote.url.host, session.remote.url.port)
    let types = session.knownHosts?.entries(for: host, port: port) ?? []
    return types.isEmpty ? nil : (.untrusted, otherHostKeyType(session, file))
  }

  /// The server has no key of a type that the file has for it.
  static func otherHostKeyType(_ session: RemoteSession, _ file: String) -> String {
    let (host, port) = (session.remote.url.host, session.remote.url.port)
    let types = session.knownHosts?.entries(for: host, port: port).map(\.type) ?? []
    return """
      \(file) has only \(types.joined(separator: ", ")) keys of this server, which may have others: \
      ssh-keyscan -p \(port) \(host) shows them
      """
  }

  /// - Parameters:
  ///   - shown: the key's type and fingerprint.
  ///   - place: where the file has another one.
  static func changedHostKey(_ shown: String, _ place: String) -> String {
    """
    THE HOST KEY HAS CHANGED: the server shows \(shown), which is not the key in \(place); \
    either it was set up anew, or somebody stands in between; ask its owner, and only then \
    remove that line and let `converge init` pin the new one
    """
  }

  static func howToAddHostKey(_ host: String, _ port: Int, _ file: String) -> String {
    """
    compare it with what the server's owner publishes, then add it: \
    ssh-keyscan -p \(port) \(host) >> \(file)
    """
  }

  /// Where the call was ended from outside, that is why; the error is only what came of it.
  static func ended(
    _ watchdog: Watchdog, _ error: GitError, _ action: String, deadline: Double, patience: Double
  ) -> GitError {
    let seconds = Int(min(patience, 1e6).rounded(.up))
    func late(_ reason: String) -> GitError { GitError(.timedOut, action, reason) }
    switch watchdog.verdict {
    case .none:
      guard watchdog.hasUnansweredAddress, error.code == .unreachable else { return error }
      return late("the server's address did not answer within \(seconds) seconds")
    case .stopped: return GitError(.interrupted, action, "it was given up on request")
    case .late: return late("there was no end after \(Int(min(deadline, 1e6))) seconds")
    case .flooded:
      return GitError(
        .unreachable, action,
        "more than \(Watchdog.foreword >> 20) MiB came before anything of the branch: it is no Git "
          + "server, or has far too many branches and tags")
    case .silent: return late("nothing came from the server for \(seconds) seconds")
    case .unresolved:
      return late("no address for the server's name came within \(seconds) seconds; check DNS")
    }
  }

  /// Servers put text of their own into errors: no line breaks, no control characters, no novel; and
  /// libgit2 whole addresses.
  static func oneLine(_ text: String) -> String {
    let words = text.unicodeScalars.split { $0.value <= 32 || $0.value == 127 }
    let line = words.map { RemoteURL.withoutLogin(String(String.UnicodeScalarView($0))) }
      .joined(separator: " ")
    return printable(line, limit: 303)
  }
}
