import Testing

@testable import Setup

@Suite("the configuration that init writes") struct ConfigurationTextTests {
  @Test("quotes what YAML would take for something else")
  func quotes() {
    #expect(
      ConfigurationText.scalar("git@github.com:me/infra.git") == "git@github.com:me/infra.git")
    #expect(ConfigurationText.scalar("1") == "'1'")
    #expect(ConfigurationText.scalar("on") == "'on'")
    #expect(ConfigurationText.scalar("/a b's") == "'/a b''s'")
  }
}
