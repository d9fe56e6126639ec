import TestSupport

/// A host that deploys only what is signed by keys of its file, and people who sign.
struct Signing {
  let watched: Watched
  private let folder: Folder

  var world: World { watched.world }
  var remote: Remote { watched.world.remote }
  /// The file of those whose signatures count.
  var allowed: String { folder["allowed_signers"] }

  /// One stack, signed by Ann, of whom the host knows, and deployed; Eve has keys, too.
  ///
  /// - Parameters:
  ///   - mirrors: further remotes, which show what the first one shows.
  ///   - isOn: whether signatures are asked for from the start.
  init(mirrors: [Remote] = [], isOn: Bool = true) throws {
    folder = try Folder("signing")
    for (name, type) in [("ann", "ed25519"), ("bob", "rsa"), ("eve", "ed25519")] {
      try must([
        "ssh-keygen", "-q", "-t", type, "-b", "2048", "-N", "", "-C", "\(name)@example.org", "-f",
        folder[name],
      ])
    }
    watched = try Watched(World(mirrors: mirrors))
    try allow("ann", "bob")
    if isOn { try require() }
    try remote.git("config", "gpg.format", "ssh")
    try sign(as: "ann")
    try world.commit(list("web"), stack("web", service("app", "worker:1", "network_mode: none")))
    for mirror in mirrors { try remote.mirror(to: mirror) }
  }

  /// Makes the host ask for signatures.
  func require(_ mode: String = "head") throws {
    try world.host.configure(
      remotes: world.host.remotes.map(\.url),
      settings: "signatures: {mode: \(mode), allowed-signers: \(allowed)}")
  }

  /// Makes the file list these people.
  func allow(_ names: String...) throws {
    try write(try names.map { "\($0)@example.org \(try key($0))\n" }.joined(), to: allowed)
  }

  /// "ssh-ed25519 AAAA... ann@example.org"
  func key(_ name: String) throws -> String { try must(["cat", folder["\(name).pub"]]) }

  /// "SHA256:..."
  func fingerprint(_ name: String) throws -> String {
    let words = try must(["ssh-keygen", "-l", "-f", folder[name]]).split(separator: " ")
    return String(words[1])
  }

  /// Who signs what is committed from now on; nil for nobody.
  func sign(as name: String?) throws {
    try remote.git("config", "commit.gpgsign", name == nil ? "false" : "true")
    if let name { try remote.git("config", "user.signingkey", folder[name]) }
  }

  /// Commits the stack with another image, signed by somebody or nobody, and pushes.
  @discardableResult
  func commit(_ image: String, by name: String?) throws -> String {
    try sign(as: name)
    return try world.commit(stack("web", service("app", image, "network_mode: none")))
  }

  /// Pushes a commit that is like the head but for what `script` makes of its text.
  func forge(_ script: String) throws {
    let clone = remote.clone
    let command = """
      cd '\(clone)' && new=$(git cat-file commit HEAD | \(script) |
        git hash-object -t commit -w --stdin) &&
      git push -q --force origin "$new:refs/heads/main"
      """
    try must(["sh", "-c", command])
  }
}
