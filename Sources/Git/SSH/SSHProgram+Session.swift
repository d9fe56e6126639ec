extension SSHProgram {
  /// The program that a remote's key, server or path needs; nil where libgit2 can do it itself.
  ///
  /// - Parameters:
  ///   - file: the file of host keys, and `known` what stands in it.
  ///   - credential: reads a credential of the service.
  static func make(
    _ remote: Remote, identity: String, file: String, _ known: KnownHosts, _ watchdog: Watchdog,
    _ credential: Remote.CredentialReader
  ) throws(GitError) -> SSHProgram? {
    var askPass: AskPass?
    switch try SSHIdentity(file: identity) {
    case .plain:
      // libssh2 before 1.11 takes only SHA-1 signatures of an RSA host key
      let types = Set(known.entries(for: remote.url.host, port: remote.url.port).map(\.type))
      guard !remote.url.isPlain || (types == ["ssh-rsa"] && isInstalled) else { return nil }
    case .other(let isLocked):
      askPass = isLocked ? try opener(remote, identity, credential) : nil
    }
    return SSHProgram(remote, identity: identity, knownHosts: file, askPass, watchdog)
  }

  private static func opener(
    _ remote: Remote, _ identity: String, _ credential: Remote.CredentialReader
  ) throws(GitError) -> AskPass {
    guard let passphrase = remote.passphrase else {
      throw GitError(
        .configuration, "use identity \(identity)",
        "it needs a passphrase; name it as passphrase (credential:NAME or a file), or remove it "
          + "with ssh-keygen -p -N '' -f \(identity)")
    }
    var bytes = try passphrase.bytes(credential)
    do {
      return try AskPass(taking: &bytes)
    } catch {
      throw GitError(.other, "use identity \(identity)", "\(error)")
    }
  }

  /// What the program complained about in a session, in words that lead on; nil where it did not.
  ///
  /// - Parameter cause: what libgit2 said; where that is about this repository, it is told instead.
  static func problem(_ session: RemoteSession, _ cause: GitError) -> GitError? {
    guard let program = session.program, session.watchdog.verdict == .none,
      ![.damaged, .full, .locked].contains(cause.code)
    else { return nil }
    program.end()
    guard let failure = program.failure, case .ssh(let identity, let file) = session.remote.access
    else { return nil }
    func error(_ code: GitError.Code, _ reason: String) -> GitError {
      GitError(code, session.action, reason)
    }
    switch failure {
    case .missing:
      return error(
        .configuration,
        "this remote or its key \(identity) needs ssh, which is not installed: "
          + "apt-get install \(package)")
    case .notStarted(let reason): return error(.other, reason)
    case .ended(let complaint):
      if let problem = hostKeyProblem(complaint, session, file) { return problem }
      switch complaint.kind {
      case .identity:
        return error(
          .configuration,
          "the key cannot be used: \(complaint.words)\(SSHIdentity.formHint(identity))")
      case .refused where program.hasWrongPassphrase:
        return error(
          .configuration,
          "the passphrase in \(session.remote.passphrase?.name ?? "") does not open the key "
            + identity)
      case .refused: return error(.refused, session.refusal)
      case .noRepository:
        return error(
          .unreachable,
          "\(complaint.words); there is no such repository, or it is not shown to this key")
      default:
        let hint = RemoteFailure.portHint(complaint.words, session.remote.url)
        return error(.unreachable, complaint.words + (hint.map { "; \($0)" } ?? ""))
      }
    }
  }

  private static func hostKeyProblem(
    _ complaint: SSHComplaint, _ session: RemoteSession, _ file: String
  ) -> GitError? {
    let (host, port) = (session.remote.url.host, session.remote.url.port)
    let reason: String
    switch complaint.kind {
    case .changedHostKey(let shown, let place):
      reason = RemoteFailure.changedHostKey(shown ?? "another key", place ?? file)
    case .revokedHostKey: reason = "the server shows a key that is revoked in \(file)"
    case .otherHostKeyType: reason = RemoteFailure.otherHostKeyType(session, file)
    case .unknownHostKey:
      reason =
        "the server's host key is not in \(file); "
        + RemoteFailure.howToAddHostKey(host, port, file)
    default: return nil
    }
    return GitError(.untrusted, session.action, reason)
  }
}
