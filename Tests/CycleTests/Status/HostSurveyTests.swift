import Testing

@testable import Cycle

@Suite("What is known of a host's images")
struct HostSurveyTests {
  private func images(_ files: String...) -> [String] {
    HostSurvey.images(in: files.map { Array($0.utf8) })
  }

  @Test("are those that its Compose files name, but for what is built or holds a variable")
  func named() {
    let text = """
      x-base: &base {image: "lan/base:1"}
      services:
        web: {image: nginx:1.27}
        job: *base
        own: {image: mine, build: .}
        any: {image: "web:${TAG}"}
        none: {command: x}
      """
    #expect(images(text) == ["lan/base:1", "nginx:1.27"])
  }

  @Test("are not those that are never pulled, or that another file of the stack builds")
  func notPulled() {
    let first = """
      services:
        mine: {image: "mine:1", pull_policy: never}
        built: {image: "built:1"}
        also: {image: "also:1", pull_policy: build}
        web: {image: nginx}
      """
    let second = """
      services:
        built: {build: .}
        web: {image: "nginx:1.27", pull_policy: always}
      """
    #expect(images(first, second) == ["nginx:1.27"])
  }

  @Test("are none where a file cannot be read") func broken() {
    #expect(images("services: [") == [])
    #expect(images("services: web") == [])
    #expect(images("") == [])
  }
}
