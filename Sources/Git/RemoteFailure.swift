/// Puts what libgit2 says about a failed fetch into a code and words that lead on.
enum RemoteFailure {
  /// - Parameter connecting: whether it failed before the download, so that this repository cannot
  ///   be the cause.
  static func explained(
    _ error: GitError, _ session: RemoteSession, connecting: Bool
  ) -> GitError {
    if let problem = session.problem { return problem }
    let reason = oneLine(error.reason)
    if let (code, hint) = hint(error, session) {
      return GitError(code, session.action, "\(reason); \(hint)")
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
      return (.unreachable, "there is no such repository, or it is not shown to this user")
    }
    if reason.hasSuffix("Unable to exchange encryption keys") { return keyTypeHint(session) }
    return nil
  }

  private static func certificateHint(_ reason: String, _ session: RemoteSession) -> String {
    if reason.contains("expired") {
      return "it is to be renewed on the server, unless this host's clock is wrong"
    }
    if reason.contains("expected CN") { return "url is to name the server as its certificate does" }
    guard case .https(_, _, let file?) = session.remote.access else {
      return "if a private authority signed it, name that one's certificate as ca-file"
    }
    return "ca-file \(file) is all that is trusted for this remote"
  }

  /// Only known types of host keys are asked for; this server may have none of them any more.
  private static func keyTypeHint(_ session: RemoteSession) -> (GitError.Code, String)? {
    guard case .ssh(_, let file) = session.remote.access else { return nil }
    let (host, port) = (session.remote.url.host, session.remote.url.port)
    let types = session.knownHosts?.entries(for: host, port: port).map(\.type) ?? []
    guard !types.isEmpty else { return nil }
    return (
      .untrusted,
      """
      \(file) has only \(types.joined(separator: ", ")) keys of this server, which may have others: \
      ssh-keyscan -p \(port) \(host) shows them
      """
    )
  }

  /// Servers put text of their own into errors: no line breaks, no control characters, no novel.
  static func oneLine(_ text: String) -> String {
    let words = text.unicodeScalars.split { $0.value <= 32 || $0.value == 127 }
    let line = words.map { String(String.UnicodeScalarView($0)) }.joined(separator: " ")
    return line.count > 300 ? line.prefix(300) + "..." : line
  }
}
