import Testing

@testable import Cycle

@Suite("What is known of a host's images")
struct HostSurveyTests {
  private func images(_ text: String) -> [String] { HostSurvey.images(in: Array(text.utf8)) }

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
    #expect(images(text) == ["nginx:1.27", "lan/base:1"])
  }

  @Test("are none where a file cannot be read") func broken() {
    #expect(images("services: [") == [])
    #expect(images("services: web") == [])
    #expect(images("") == [])
  }
}
