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
        "https://", "ssh://", "git@", "unix://", "never", "\n  - ", "99999999999999999999", "/../",
      ]
    ) { bytes in
      let problems = Problems()
      let settings = Settings.parse(bytes, problems: problems)
      hold(settings != nil || !problems.all.isEmpty, "refused without a word")
      guard let settings, problems.all.isEmpty else { return }
      hold(!settings.remotes.isEmpty && settings.checkout != settings.state, "\(settings)")
    },
    FuzzTarget(name: "receipt", words: ["version", "seal", "stack", "receipt", "null", "1e99"]) {
      guard let stack = StackName("web") else { return }
      let bytes = $0
      _ = attempt { try ReceiptFile.parse(bytes, of: stack, seal: "0123456789abcdef") }
    },
  ]
}
