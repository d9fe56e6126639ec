import TestSupport
import Testing

/// The page is compared with what the program says itself when it meets a key that it does not know.
@Suite("converge.yaml(5)") struct SettingsPageTests {
  private let folder: SettingsFolder
  private let page: String

  init() throws {
    folder = try SettingsFolder()
    let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
    page = try #require(read("\(root)/scripts/packaging/converge.yaml.5"))
  }

  /// The keys that may stand where the configuration has `zzzzzzzzzzzz`.
  private func known(_ text: String) -> [String] {
    folder.problems(text).flatMap { problem in
      problem.split(separator: "\"zzzzzzzzzzzz\"; known here: ").dropFirst()
        .flatMap { $0.split(separator: ", ").map(String.init) }
    }
  }

  private func nested(_ key: String) -> [String] {
    known("\(key): {zzzzzzzzzzzz: 1}") + known("\(key): [{zzzzzzzzzzzz: 1}]")
  }

  /// What the page says of each key, from `.It Ic KEY` on.
  private var items: [String: Substring] {
    let parts = page.split(separator: "\n.It Ic ").dropFirst()
    return Dictionary(
      parts.map { (String($0.prefix { $0 != "\n" }), $0) }, uniquingKeysWith: { first, _ in first })
  }

  @Test("tells every key, its default, and an example") func keys() throws {
    let keys = known("zzzzzzzzzzzz: 1")
    #expect(keys.contains("remotes") && keys.contains("full-pass"))
    for key in keys + nested("remotes") {
      let item = try #require(items[key], "\(key) is missing")
      #expect(item.contains("efault") || item.contains("\nRequired."), "of \(key)")
      #expect(page.contains("\n.Dl \(key): ") || page.contains("\n\(key):\n"), "of \(key)")
    }
  }

  @Test("tells the keys within a key") func inside() throws {
    #expect(nested("verify") == ["window", "stable"])
    for key in known("zzzzzzzzzzzz: 1") where key != "remotes" {
      for inner in nested(key) {
        #expect(try #require(items[key]).contains("\n.Ic \(inner)"), "\(inner) of \(key)")
      }
    }
  }
}
