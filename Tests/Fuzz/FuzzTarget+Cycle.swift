import Docker
import JSON
import YAML

@testable import Cycle
@testable import Model

extension FuzzTarget {
  /// What the repository and the host's administrator write.
  static let cycle = [
    FuzzTarget(name: "stacks", words: ["- ", "\n", "[]", "\"", "#", "web", "null", "- - "]) {
      bytes in
      guard let names = attempt({ try StackList.parse(bytes, file: "stacks.yaml") }) else { return }
      hold(Set(names).count == names.count, "a stack stands there twice")
      hold(names.allSatisfy { StackName($0.text) == $0 }, "a name that is none")
    },
    FuzzTarget(
      name: "settings",
      words: [
        "remotes:", "url:", "branch:", "host:", "checkout:", "state:", "age-keys:", "docker:",
        "protect:", "jobs:", "full-pass:", "token-file:", "ca-file:", "identity:", "known-hosts:",
        "signatures:", "mode:", "head", "allowed-signers:", "verify:", "window:", "stable:",
        "deadlines:", "up:", "teardown:", "at-most:", "20s", "10m",
        "https://", "ssh://", "git@", "unix://", "never", "\n  - ", "99999999999999999999", "/../",
      ]
    ) { bytes in
      let problems = SettingsFindings()
      let settings = Settings.parse(bytes, problems: problems)
      hold(settings != nil || problems.count > 0, "refused without a word")
      guard let settings, problems.count == 0 else { return }
      hold(!settings.remotes.isEmpty && settings.checkout != settings.state, "\(settings)")
    },
    FuzzTarget(
      name: "policy",
      words: [
        "images:", "digest:", "require", "warn", "off", "except:", "majors:", "\n  - ", "@", "*",
      ]
    ) { bytes in
      guard let policy = attempt({ try PolicyFile.parse(bytes) }) else { return }
      for name in policy.majors + policy.digestExceptions {
        hold(ImageVersion(name).tag == nil, "a pattern with a tag: \(name)")
      }
      let image = ImageVersion("registry.lan:5000/web:1@sha256:00")
      for pattern in policy.digestExceptions { _ = image.matches(pattern, bareNames: false) }
    },
    FuzzTarget(name: "records", words: recordWords) { bytes in
      guard let file = SoundJSON.decode(StacksFile.self, from: bytes) else { return }
      for record in file.stacks.values { choose(record) }
    },
    FuzzTarget(name: "requests", words: ["holds", "retries", "since", "until", "null", "1e99"]) {
      bytes in
      guard let file = SoundJSON.decode(RequestsFile.self, from: bytes),
        var requests = file.requests
      else { return }
      for hold in requests.holds.values { _ = hold.words() }
      requests.beginAgain(at: 1_795_269_600)
      requests.forgetEnded(at: 1_795_269_600)
    },
    FuzzTarget(name: "receipt", words: ["version", "seal", "stack", "receipt", "null", "1e99"]) {
      guard let stack = StackName("web") else { return }
      let bytes = $0
      _ = attempt { try ReceiptFile.parse(bytes, of: stack, seal: "0123456789abcdef") }
    },
  ]

  private static let recordWords = [
    "\"stacks\":", "\"applied\":", "\"verified\":", "\"heldBack\":", "\"failing\":", "\"times\":",
    "\"nextTry\":", "\"since\":", "9223372036854775807", "-9223372036854775808", "null",
  ]

  /// What a cycle asks a record for.
  private static func choose(_ record: StackRecord) {
    for isTheSame in [false, true] {
      let candidates = VersionChoice.Candidates(record, problem: nil)
      _ = VersionChoice.choose(candidates, at: 1_795_269_600) { _ in isTheSame }
    }
    _ = record.heldBack?.words()
    guard let failing = record.failing else { return }
    hold((0...3600).contains(Failing.pause(after: failing.times)), "a pause of another length")
    _ = failing.words()
  }
}
