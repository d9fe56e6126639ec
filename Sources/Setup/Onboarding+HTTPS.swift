internal import Crypto
internal import Cycle
internal import Git
internal import Glibc
internal import Model
internal import Posix

/// The token and the private authority of an https remote, as far as it needs them.
extension Onboarding {
  /// Gives a remote what its answer asks for.
  ///
  /// - Returns: whether it is worth another attempt.
  func mend(_ entry: inout RemoteEntry, _ error: GitError) throws(Failure) -> Bool {
    switch error.code {
    case .untrusted: try trust(&entry)
    case .refused: try takeToken(&entry, error)
    case .configuration where isMalformed(entry.token): try takeToken(&entry, error)
    default: false
    }
  }

  /// Puts the private authority in place.
  private func trust(_ entry: inout RemoteEntry) throws(Failure) -> Bool {
    let path = entry.places.authority
    let name = try place.name(of: path)
    if let file = options.authorityFile {
      let bytes = try authority(file)
      let isThere = try PrivatePlace.read(path) == bytes
      if isThere && entry.authority == path { return false }
      if !isThere {
        try place.write(bytes, to: name)
        person.tell("copied \(file) to \(path)")
      }
    } else if entry.authority != nil || !place.has(name) {
      return false
    }
    return use(path, "ca-file", &entry.authority)
  }

  /// The certificates that the command line names.
  private func authority(_ file: String) throws(Failure) -> [UInt8] {
    guard let bytes = try PrivatePlace.read(file) else {
      throw .usage(Problem("--ca-file \(file): there is no such file"))
    }
    guard PrivateFolder.isPublic(bytes) else {
      throw .usage(
        Problem(
          "--ca-file \(file): it holds no certificate (-----BEGIN CERTIFICATE-----), or a key too"))
    }
    return bytes
  }

  /// Names a file for a remote.
  ///
  /// - Returns: true.
  private func use(_ path: String, _ key: String, _ value: inout String?) -> Bool {
    if isFixed, value == nil {
      person.warn("add \(key): \(path) to this remote in \(place.configuration)")
    }
    value = path
    return true
  }

  /// Takes a token from a file, from standard input, or from the person.
  private func takeToken(_ entry: inout RemoteEntry, _ error: GitError) throws(Failure) -> Bool {
    let path = entry.places.token
    let name = try place.name(of: path)
    if entry.token == nil, place.has(name) { return use(path, "token-file", &entry.token) }
    guard var token = try newToken(entry, error) else { return false }
    defer { Wipe.bytes(&token) }
    if !place.has(name) { newTokens.insert(path) }
    try place.write(token + [10], to: name)
    person.tell("the token is in \(path)")
    return use(path, "token-file", &entry.token)
  }

  /// A token that never let anybody in is not kept.
  func forgetRefusedToken(_ entry: inout RemoteEntry, _ opening: Opening) throws(Failure) {
    guard opening.error?.code == .refused, let path = entry.token, newTokens.contains(path)
    else { return }
    place.remove(try place.name(of: path))
    entry.token = nil
  }

  /// Each source is asked once, the person as often as it takes.
  private func newToken(_ entry: RemoteEntry, _ error: GitError) throws(Failure) -> [UInt8]? {
    if let token = try givenToken(entry) { return token }
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

  /// The token that the command line names; nil where there is none, or it was taken already.
  private func givenToken(_ entry: RemoteEntry) throws(Failure) -> [UInt8]? {
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
      bytes = try tokenOnInput(entry)
    } else {
      return nil
    }
    while bytes.last == 10 || bytes.last == 13 { bytes.removeLast() }
    guard Onboarding.isToken(bytes) else {
      throw .usage(
        Problem("what is given as the token is none: one line is wanted, and nothing else"))
    }
    return bytes
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

  private static func isToken(_ bytes: [UInt8]) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy { $0 >= 32 && $0 != 127 }
  }

  /// Whether a file that is to hold a token is there and holds none.
  func isMalformed(_ path: String?) -> Bool {
    guard let path, var bytes = try? PrivatePlace.read(path) else { return false }
    defer { Wipe.bytes(&bytes) }
    while bytes.last == 10 || bytes.last == 13 { bytes.removeLast() }
    return !Onboarding.isToken(bytes)
  }
}
