internal import Cycle
internal import Git
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
    case .configuration where isMalformed(entry.token) || isLost(entry.token):
      try takeToken(&entry, error)
    case .configuration where isLost(entry.authority): try trust(&entry)
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
    entry.authority = path
    return true
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

  /// What a configuration that stays as it is lacks of what a remote turned out to need.
  func tellLacking(_ entry: RemoteEntry, since before: RemoteEntry) {
    guard isFixed else { return }
    let files = [
      ("token-file", before.token, entry.token), ("ca-file", before.authority, entry.authority),
    ]
    for case (let key, let old, let path?) in files where path != old {
      person.warn("write \(key): \(path) for this remote into \(place.configuration)")
    }
  }
}
