/// Puts what libgit2 says about a failed fetch into a code and words that lead on.
enum RemoteFailure {
  /// - Parameter connecting: whether it failed before the download, so that this repository cannot
  ///   be the cause.
  static func explained(
    _ error: GitError, _ session: RemoteSession, connecting: Bool
  ) -> GitError {
    if let problem = session.problem { return problem }
    func said(_ code: GitError.Code, _ hint: String) -> GitError {
      GitError(code, session.action, "\(oneLine(error.reason)); \(hint)")
    }
    let reason = error.reason
    if error.code == .untrusted || session.certificateRefused {
      return said(.untrusted, certificateHint(session))
    }
    if reason.hasPrefix("cannot redirect") || reason.hasSuffix("redirect") {
      return said(.unreachable, "the remote has moved; put its new address into url")
    }
    if reason.hasSuffix("status code: 403") {
      return said(.refused, "the server forbids it; check what the token may read")
    }
    if reason.hasSuffix("status code: 404") {
      return said(.unreachable, "there is no such repository, or it is not shown to this user")
    }
    if case .ssh(_, let file) = session.remote.access, reason.hasPrefix("failed to start SSH") {
      let (host, port) = (session.remote.url.host, session.remote.url.port)
      let types = session.knownHosts?.entries(for: host, port: port).map(\.type) ?? []
      if !types.isEmpty, reason.hasSuffix("Unable to exchange encryption keys") {
        return said(
          .untrusted,
          """
          \(file) has only \(types.joined(separator: ", ")) keys of this server, which may have \
          others: ssh-keyscan -p \(port) \(host) shows them
          """)
      }
    }
    switch error.code {
    case .refused, .interrupted, .timedOut: break
    default: if connecting { return plain(.unreachable, error, session) }
    }
    return plain(error.code, error, session)
  }

  private static func plain(
    _ code: GitError.Code, _ error: GitError, _ session: RemoteSession
  ) -> GitError {
    GitError(code, session.action, oneLine(error.reason))
  }

  private static func certificateHint(_ session: RemoteSession) -> String {
    guard case .https(_, _, let file?) = session.remote.access else {
      return "if a private authority signed it, name that one's certificate as ca-file"
    }
    return "ca-file \(file) is all that is trusted for this remote"
  }

  /// Servers put text of their own into errors: no line breaks, no control characters, no novel.
  static func oneLine(_ text: String) -> String {
    let words = text.unicodeScalars.split { $0.value <= 32 || $0.value == 127 }
    let line = words.map { String(String.UnicodeScalarView($0)) }.joined(separator: " ")
    return line.count > 300 ? line.prefix(300) + "..." : line
  }
}
