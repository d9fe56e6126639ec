import Model
import Testing

@Suite("Images of old")
struct ImageKeepingTests {
  func keeping(
    _ recorded: [String: [String]], current: Set<String> = ["new"], used: Set<String> = [],
    others: Set<String> = [], present: [String: [String]]
  ) -> ImageKeeping {
    ImageKeeping(
      recorded: recorded, current: current, used: used, others: others, present: present)
  }

  @Test("go by the names under which they came")
  func names() {
    let result = keeping(
      ["old": ["web:1", "docker.io/library/web:1.0"], "new": ["web:2"]],
      present: ["old": ["web:1", "web:1.0", "web@sha256:aa"], "new": ["web:2"], "alien": ["x:1"]])
    #expect(result.removals == [.init("old", ["web:1", "web:1.0"])])
    #expect(result.remaining == ["new": ["web:2"]])
  }

  @Test("go by their digest where they came by it")
  func digests() {
    let result = keeping(
      ["old": ["web:1@sha256:aa"]], present: ["old": ["<none>:<none>", "web@sha256:aa"]])
    #expect(result.removals == [.init("old", ["web@sha256:aa"])])
  }

  @Test("go by their id where their name went to a newer one")
  func moved() {
    let result = keeping(
      ["old": ["shop-web"], "new": ["shop-web"]],
      present: ["old": ["<none>:<none>"], "new": ["shop-web:latest"]])
    #expect(result.removals == [.init("old", ["old"])])
  }

  @Test("stay while anything needs them")
  func needed() {
    let recorded = ["a": ["a:1"], "b": ["b:1"], "c": ["c:1"]]
    let result = keeping(
      recorded, current: ["a"], used: ["b"], others: ["c"],
      present: ["a": ["a:1"], "b": ["b:1"], "c": ["c:1"]])
    #expect(result.removals == [] && result.remaining == recorded)
  }

  @Test("keep the names that others gave them")
  func foreign() {
    let result = keeping(
      ["old": ["web:1"], "digest": ["db:1@sha256:bb"], "alien": ["x:1"]],
      present: [
        "old": ["web:1", "backup:before"], "digest": ["db:mine", "db@sha256:bb"],
        "alien": ["other:1"],
      ])
    #expect(
      result.removals == [.init("digest", ["db@sha256:bb"]), .init("old", ["web:1"])])
    #expect(result.remaining.isEmpty)
  }

  @Test("are forgotten once they are gone")
  func gone() {
    let result = keeping(["old": ["web:1"], "new": ["web:2"]], present: ["new": ["web:2"]])
    #expect(result.removals == [] && result.remaining == ["new": ["web:2"]])
  }
}
