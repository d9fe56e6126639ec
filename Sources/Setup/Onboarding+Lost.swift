internal import Crypto
internal import Cycle
internal import Model
internal import Posix
internal import Secrets

/// Files that the configuration names and that are lost. Most are made again where they are needed.
extension Onboarding {
  func isLost(_ path: String?) -> Bool {
    guard let path, lost.contains(path) else { return false }
    return (try? FileStatus.of(path)) == nil
  }

  /// Makes an age key again.
  func replaceAgeKey(_ path: String) throws(Failure) {
    let name = try place.name(of: path)
    let old = try place.read(place.name(of: KeySource.publicHalf(of: path)))
    let recipient = old.map { String(decoding: $0, as: UTF8.self) }?.split(separator: "\n").first
    let whose = recipient.map { " (\($0))" } ?? ""
    person.warn(
      "THE AGE KEY \(path)\(whose) IS LOST: nothing that is encrypted for it alone can be opened here "
        + "with a new one; if there is a backup, put it back instead")
    if let answer = try ask("make a new one? type yes: "), answer != "yes" {
      throw .failed(Problem("\(path) is missing", hint: "put it back, and run init again"))
    }
    var (bytes, _) = KeyFile.generate(at: WallClock.rfc3339(WallClock.now))
    defer { Wipe.bytes(&bytes) }
    try place.write(bytes, to: name)
    person.warn(
      "made \(path) anew: commit its recipient, and where another key opens the files: "
        + "converge secrets update-keys")
  }

  /// - Throws: `.settingsInvalid` with what to do for each file that could not be made again.
  func refuseLost(_ settings: Settings?, _ remotes: [RemoteEntry]) throws(Failure) {
    let problems = lost.filter { isLost($0) && isNamed($0, settings, remotes) }.map { path in
      Problem(
        "\(place.configuration) names \(path), which is missing", hint: remedy(path, remotes))
    }
    guard problems.isEmpty else { throw .settingsInvalid(problems) }
  }

  /// Whether the configuration goes on to name it: a remote's token may be given up.
  private func isNamed(
    _ path: String, _ settings: Settings?, _ remotes: [RemoteEntry]
  ) -> Bool {
    let old = RemoteEntry.configured(settings?.remotes ?? [], in: place)
    let wasToken = old.contains { $0.token == path }
    return isFixed || !wasToken || remotes.contains { $0.token == path }
  }

  private func remedy(_ path: String, _ remotes: [RemoteEntry]) -> String {
    if let entry = remotes.first(where: { $0.token == path }) {
      return "run init again with \(tokenOption(entry))"
    }
    if remotes.contains(where: { $0.authority == path }) {
      return "run init again with --ca-file FILE"
    }
    return "put it back, or remove the line that names it, and run init again"
  }
}
