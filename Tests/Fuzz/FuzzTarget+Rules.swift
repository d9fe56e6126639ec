@testable import Secrets

extension FuzzTarget {
  /// What a person's files and command lines say about encrypted files.
  static let rules = [
    FuzzTarget(
      name: "sops-rules",
      words: [
        "creation_rules:", "\n  - ", "path_regex: ", "age: ", "key_groups:", "merge:", "pgp: ",
        "shamir_threshold: 2", "encrypted_regex: ", "&a ", "*a", "<<: *a", "[*a, *a, *a]", "age1",
        ",", "\n    ",
      ]
    ) { bytes in
      guard let rules = attempt({ try CreationRules(bytes, named: "f") }) else { return }
      for path in ["stacks/web/a.secret.env", ""] {
        guard let found = attempt({ try rules.terms(for: path) }), let terms = found else {
          continue
        }
        hold(terms.groups.allSatisfy { !$0.isEmpty }, "a file encrypted to nobody")
      }
    },
    // an expression on the first line, a text behind it
    FuzzTarget(
      name: "pattern",
      words: [
        "|", "||||||||", "(", ")", "((((((((", "(?:", "(?i)", "(?P<a>", "[", "]", "[^", "[:alpha:]",
        "a-z", "*", "+", "?", "{2,3}", "{1000}", "{0,1000}", "\\d", "\\W", "\\b", "\\Q", "\\E",
        "\\x{1F600}", "^", "$", ".", "ſ", "\n",
      ]
    ) { bytes in
      let parts = bytes.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
      guard let pattern = attempt({ try Pattern(Array(parts[0])) }) else { return }
      let work = PatternWork(limit: 1 << 17)
      for text in [Array(parts[parts.count - 1]), []] {
        guard let found = attempt({ try pattern.matches(text, work) }) else { return }
        let again = attempt { try pattern.matches(text, PatternWork(limit: 1 << 17)) }
        hold(again == found, "another answer the second time")
      }
    },
    // a path on the first line, a document behind it
    FuzzTarget(
      name: "sops-path",
      words: [".", "[0]", "[1]", "\"", "a.b", "[99999999999999999999]", "\\", "\n"]
    ) { bytes in
      let parts = bytes.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
      let (text, document) = (String(decoding: parts[0], as: UTF8.self), Array(parts.last ?? []))
      for format in [SopsFormat.dotenv, .json, .yaml] {
        guard let path = attempt({ try SopsPath(text, in: format) }),
          var tree = attempt({ try format.read(plaintext: document) }),
          attempt({ try SopsChange.set(path, to: [120], in: &tree) }) != nil
        else { continue }
        _ = attempt { try format.write(plaintext: tree) }
        hold(attempt { try SopsChange.unset(path, in: &tree) } == true, "set, and not there")
        hold(attempt { try SopsChange.unset(path, in: &tree) } == false, "removed, and there")
      }
    },
  ]
}
