internal import Cycle
internal import Git
internal import Glibc
internal import Model
internal import Posix

/// The deploy key of an ssh remote.
extension Onboarding {
  /// Makes the deploy key where there is none.
  func makeDeployKey(_ entry: RemoteEntry, _ host: String) throws(Failure) {
    // an empty one is what a power cut left
    guard let path = entry.identity, (try? FileStatus.of(path))?.size ?? 0 == 0 else { return }
    let temporary = Folder.temporaryName(for: "deploy_key")
    place.remove(temporary)
    place.remove("\(temporary).pub")
    // the public half has the mode that the mask leaves it
    let mask = umask(0o077)
    defer { umask(mask) }
    try keygen([
      "-q", "-t", "ed25519", "-N", "", "-C", "converge@\(host)", "-f", place.full(temporary),
    ])
    for half in ["\(temporary).pub", temporary] { try place.sync(half) }
    let name = try place.name(of: path)
    try place.rename("\(temporary).pub", to: "\(name).pub")
    try place.rename(temporary, to: name)
    person.tell("made the deploy key \(path)")
    try showDeployKey(entry)
  }

  /// Shows the public half, and where it is to be pasted.
  func showDeployKey(_ entry: RemoteEntry) throws(Failure) {
    guard let path = entry.identity else { return }
    // one with a passphrase is not asked for it
    let half = try program("ssh-keygen", ["-y", "-P", "", "-f", path])
    let bytes = half.succeeded ? half.output : try PrivatePlace.read("\(path).pub") ?? []
    let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    let paste = "to be pasted at \(Forge.place(for: entry.url))"
    guard !words.isEmpty else {
      return person.tell("\(paste): the public half of \(path) (ssh-keygen -y -f \(path))")
    }
    person.tell("its public half, \(paste):")
    for line in words { person.tell("  \(line)") }
  }

  private func keygen(_ arguments: [String]) throws(Failure) {
    let result = try program("ssh-keygen", arguments)
    guard result.succeeded else {
      let said = String(decoding: result.errors, as: UTF8.self)
      throw .failed(Problem("ssh-keygen: \(said.split(whereSeparator: \.isNewline).last ?? "")"))
    }
  }

  /// Runs a program of the package openssh-client.
  func program(_ name: String, _ arguments: [String]) throws(Failure) -> Child.Result {
    do {
      return try run(name, arguments)
    } catch {
      try check()
      let hint = error.isMissing ? "apt install openssh-client" : nil
      throw .failed(Problem("\(error)", hint: hint))
    }
  }
}
