internal import Crypto
internal import Cycle
internal import Git
internal import Model
internal import Posix

/// The token and the private authority of an https remote, as far as it needs them.
extension Onboarding {
  /// Gives a remote what its answer asks for.
  ///
  /// - Parameter isConfigured: whether the configuration that is there stays as it is.
  /// - Returns: whether it is worth another attempt.
  func mend(
    _ entry: inout RemoteEntry, _ error: GitError, _ isConfigured: Bool
  ) throws(Failure) -> Bool {
    switch error.code {
    case .untrusted: try trust(&entry, isConfigured)
    case .refused: try takeToken(&entry, error, isConfigured)
    default: false
    }
  }

  /// Puts the private authority in place.
  private func trust(_ entry: inout RemoteEntry, _ isConfigured: Bool) throws(Failure) -> Bool {
    let path = entry.places.authority
    let name = try place.name(of: path)
    if let file = options.authorityFile {
      guard let bytes = try PrivatePlace.read(file) else {
        throw .usage(Problem("--ca-file \(file): there is no such file"))
      }
      let isThere = try PrivatePlace.read(path) == bytes
      if isThere && entry.authority == path { return false }
      if !isThere {
        try place.write(bytes, to: name)
        person.tell("copied \(file) to \(path)")
      }
    } else if entry.authority != nil || !place.has(name) {
      return false
    }
    return use(path, "ca-file", isConfigured, &entry.authority)
  }

  /// Names a file for a remote, where the configuration is not there already without it.
  private func use(
    _ path: String, _ key: String, _ isConfigured: Bool, _ value: inout String?
  ) -> Bool {
    if isConfigured, value == nil {
      person.warn("add \(key): \(path) to this remote in \(place.configuration)")
    }
    value = path
    return true
  }

  /// Takes a token from a file, from standard input, or from the person.
  private func takeToken(
    _ entry: inout RemoteEntry, _ error: GitError, _ isConfigured: Bool
  ) throws(Failure) -> Bool {
    let path = entry.places.token
    let name = try place.name(of: path)
    if entry.token == nil, place.has(name) {
      return use(path, "token-file", isConfigured, &entry.token)
    }
    if entry.token != nil { person.warn("\(error)") }
    guard var token = try newToken(entry) else { return false }
    defer { Wipe.bytes(&token) }
    if !place.has(name) { newTokens.insert(path) }
    try place.write(token + [10], to: name)
    person.tell("the token is in \(path)")
    return use(path, "token-file", isConfigured, &entry.token)
  }

  /// A token that never let anybody in is not kept.
  func forgetRefusedToken(_ entry: inout RemoteEntry, _ error: GitError) throws(Failure) {
    guard error.code == .refused, let path = entry.token, newTokens.contains(path) else { return }
    place.remove(try place.name(of: path))
    entry.token = nil
  }

  /// Each source is asked once, the person as often as it takes.
  private func newToken(_ entry: RemoteEntry) throws(Failure) -> [UInt8]? {
    if let token = try givenToken() { return token }
    guard person.answers, !options.yes else { return nil }
    let user = entry.user ?? entry.url.user ?? "git"
    let answer = person.askHidden("token of \(user) for \(entry.url) (not shown): ")
    try check()
    guard let answer, !answer.isEmpty else { return nil }
    return answer
  }

  /// The token that the command line names; nil where there is none, or it was taken already.
  private func givenToken() throws(Failure) -> [UInt8]? {
    guard !isTokenTaken else { return nil }
    isTokenTaken = true
    var bytes: [UInt8]
    if let file = options.tokenFile {
      let faults = Settings.faults(inKeyFile: file)
      guard faults.isEmpty else { throw .settingsInvalid(faults.map { Problem($0) }) }
      guard let found = try PrivatePlace.read(file) else {
        throw .usage(Problem("--token-file \(file): there is no such file"))
      }
      bytes = found
    } else if options.readsToken {
      do {
        bytes = try Descriptor.standardInput().readAll(limit: 1 << 16)
      } catch {
        throw .failed(Problem("\(error)"))
      }
    } else {
      return nil
    }
    while bytes.last == 10 || bytes.last == 13 { bytes.removeLast() }
    guard !bytes.isEmpty, bytes.allSatisfy({ $0 >= 32 && $0 != 127 }) else {
      throw .usage(
        Problem("what is given as the token is none: one line is wanted, and nothing else"))
    }
    return bytes
  }
}
