internal import Crypto
internal import Cycle
internal import Git
internal import Glibc
internal import Model
internal import Posix

/// The tokens of https remotes. None is shown to a server that it is not meant for.
extension Onboarding {
  /// Takes a token from another remote of the server, from a file, from standard input, or from the
  /// person: each source once for a remote, the person as often as it takes.
  ///
  /// - Returns: whether there is one that was not tried yet.
  func takeToken(_ entry: inout RemoteEntry, _ error: GitError) throws(Failure) -> Bool {
    if let token = entry.token { entry.triedTokens.insert(token) }
    if let known = knownToken(entry) {
      entry.token = known
      return true
    }
    let path = entry.places.token
    let name = try place.name(of: path)
    guard var token = try newToken(&entry, error) else { return false }
    defer { Wipe.bytes(&token) }
    if !place.has(name) { newTokens.insert(path) }
    try place.write(token + [10], to: name)
    person.tell("the token is in \(path)")
    entry.token = path
    return true
  }

  /// The file of a token that is there already.
  private func knownToken(_ entry: RemoteEntry) -> String? {
    ([entry.places.token] + serverTokens[entry.audience, default: []]).first { path in
      !entry.triedTokens.contains(path) && (try? FileStatus.of(path)) != nil
    }
  }

  /// A token that let this host in serves other remotes of the same server, too; one that never let
  /// anybody in is not kept.
  func settleToken(
    _ entry: inout RemoteEntry, _ opening: Opening, since before: RemoteEntry
  ) throws(Failure) {
    guard let path = entry.token else { return }
    let known = serverTokens[entry.audience, default: []]
    if !opening.isClosed {
      if !known.contains(path) { serverTokens[entry.audience] = known + [path] }
    } else if path != entry.places.token {
      entry.token = before.token
    } else if opening.error?.code == .refused, newTokens.contains(path) {
      place.remove(try place.name(of: path))
      entry.token = nil
    }
  }

  private func newToken(
    _ entry: inout RemoteEntry, _ error: GitError
  ) throws(Failure) -> [UInt8]? {
    if let token = try givenToken(&entry) { return token }
    guard isAsking else { return nil }
    if entry.token != nil { person.warn("\(error)") }
    guard let answer = try typedToken(entry), !answer.isEmpty else { return nil }
    return answer
  }

  private func typedToken(_ entry: RemoteEntry) throws(Failure) -> [UInt8]? {
    let user = entry.user ?? entry.url.user ?? "git"
    let answer = person.askHidden("token of \(user) for \(entry.url) (not shown): ")
    try check()
    return answer
  }

  /// The token that the command line names for the remote's server; nil where there is none, or
  /// this remote was shown it already.
  private func givenToken(_ entry: inout RemoteEntry) throws(Failure) -> [UInt8]? {
    let server = entry.url.server
    let file = options.tokenFiles.first { $0.server == nil || $0.server == server }
    guard file != nil || options.readsToken, !entry.wasShownGiven else { return nil }
    entry.wasShownGiven = true
    usedTokens.insert(server)
    var bytes: [UInt8]
    if let file {
      bytes = try token(in: file.path)
    } else {
      if inputToken.isEmpty { inputToken = try tokenOnInput(entry) }
      bytes = inputToken
    }
    Onboarding.cutLineEnd(of: &bytes)
    guard Onboarding.isToken(bytes) else {
      throw .usage(
        Problem("what is given as the token is none: one line is wanted, and nothing else"))
    }
    return bytes
  }

  private func token(in file: String) throws(Failure) -> [UInt8] {
    let faults = Settings.faults(inKeyFile: file)
    guard faults.isEmpty else { throw .settingsInvalid(faults.map { Problem("\($0)") }) }
    guard let found = try PrivatePlace.read(file) else {
      throw .usage(Problem("--token-file \(file): there is no such file"))
    }
    return found
  }

  /// What standard input holds; a person who types it is not shown it.
  private func tokenOnInput(_ entry: RemoteEntry) throws(Failure) -> [UInt8] {
    if isatty(0) == 1 { return try typedToken(entry) ?? [] }
    do {
      return try Descriptor.standardInput().readAll(limit: 1 << 16)
    } catch {
      throw .failed(Problem("\(error)"))
    }
  }

  private static func cutLineEnd(of bytes: inout [UInt8]) {
    while bytes.last == 10 || bytes.last == 13 { bytes.removeLast() }
  }

  private static func isToken(_ bytes: [UInt8]) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy { $0 >= 32 && $0 != 127 }
  }

  /// Whether a file that is to hold a token is there and holds none.
  func isMalformed(_ path: String?) -> Bool {
    guard let path, var bytes = try? PrivatePlace.read(path) else { return false }
    defer { Wipe.bytes(&bytes) }
    Onboarding.cutLineEnd(of: &bytes)
    return !Onboarding.isToken(bytes)
  }
}
