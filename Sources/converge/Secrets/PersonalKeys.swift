internal import Cycle
internal import Posix

/// The keys that a command on a person's behalf opens secrets with.
enum PersonalKeys {
  /// - Parameter files: the only ones, "-" for standard input; empty: those of the host's
  ///   configuration where there is one, of sops' variables, and of the person's own key files.
  static func ring(_ files: [String]) throws(Failure) -> KeyRing {
    ring(of: files.isEmpty ? try all() : named(files))
  }

  /// The same; but whom a host is to have secrets encrypted for, who is asked there as root, are the
  /// keys of its configuration alone: a cycle has none of root's own.
  ///
  /// - Parameter files: as above.
  static func recipients(_ files: [String]) throws(Failure) -> KeyRing {
    if !files.isEmpty { return ring(of: named(files)) }
    let own = Host.isRoot ? try Settings.keySources() : []
    return ring(of: own.isEmpty ? try all() : own)
  }

  /// Those that can be had without asking anybody and without running anything.
  static func silent() throws(Failure) -> KeyRing {
    let sources = try all().filter { if case .command = $0 { false } else { true } }
    return KeyRing(sources, for: .silent)
  }

  private static func ring(of sources: [KeySource]) -> KeyRing {
    let ring = KeyRing(sources, for: .person)
    ring.warn = { SecretsOutput.note("warning: \($0)") }
    return ring
  }

  private static func named(_ files: [String]) -> [KeySource] {
    files.map { $0 == "-" ? .standardInput : .file($0) }
  }

  private static func all() throws(Failure) -> [KeySource] {
    try Settings.keySources() + KeySource.variables(Host.environment)
      + KeySource.personal(Host.environment) { (try? FileStatus.of($0)) != nil }
  }
}
