import Glibc
import TestSupport
import Testing

@testable import Cycle

@Suite(
  "the folder of the default configuration", .enabled(if: geteuid() == 0, "needs root, who owns it")
)
struct PrivateFolderTests {
  private let folder: TestSupport.Folder

  init() throws {
    folder = try Folder("private")
    try write("x\n", to: folder["token"], mode: 0o600)
    try write("-----BEGIN CERTIFICATE-----\n", to: folder["ca"], mode: 0o644)
    let text = """
      remotes:
        - {url: "https://git.lan/infra", token-file: \(folder["token"]), ca-file: \(folder["ca"])}

      """
    try write(text, to: folder["converge.yaml"], mode: 0o600)
  }

  private func refusal() -> [String]? {
    do throws(SettingsError) {
      _ = try load(private: folder.path)
      return nil
    } catch {
      return error.problems.map(\.description)
    }
  }

  private func load(private path: String) throws(SettingsError) -> Settings {
    try Settings.load(folder["converge.yaml"], private: path)
  }

  @Test("may hold a certificate that others can read, and no other such file")
  func files() throws {
    #expect(try load(private: folder.path).remotes.count == 1)
    try write("", to: folder["notes"], mode: 0o644)
    #expect(
      refusal() == [
        "\(folder["notes"]) has the mode 0644, and is to be root's alone: "
          + "chmod 0600 \(folder["notes"])"
      ])
  }

  @Test("is told of in commands that can be copied whatever a file's name is") func quoted() throws
  {
    let path = folder["it's; a key"]
    try write("", to: path, mode: 0o644)
    let told = refusal()?.first ?? ""
    let command = try #require(told.split(separator: ": chmod 0600 ").last)
    try must(["sh", "-c", "chmod 0600 \(command)"])
    #expect(refusal() == nil)
  }

  @Test("may hold a certificate under any name, that no remote uses yet, too")
  func certificates() throws {
    try write("-----BEGIN CERTIFICATE-----\n", to: folder["corporate.crt"], mode: 0o644)
    #expect(try load(private: folder.path).remotes.count == 1)
  }

  @Test("has the rule for configurations in folders below it, too")
  func deeper() throws {
    try must(["mkdir", "-m", "0700", folder["second"]])
    try must(["cp", "-p", folder["converge.yaml"], folder["second/converge.yaml"]])
    func problems() -> [String] {
      do throws(SettingsError) {
        _ = try Settings.load(folder["second/converge.yaml"], private: folder.path)
        return []
      } catch {
        return error.problems.map(\.description)
      }
    }
    #expect(problems() == [])
    try write("", to: folder["second/token"], mode: 0o644)
    #expect(problems().contains { $0.hasSuffix("0600 \(folder["second/token"])") })
    try must(["rm", folder["second/token"]])
    try must(["chmod", "0755", folder["second"]])
    #expect(problems().contains { $0.hasSuffix("0700 \(folder["second"])") })
  }

  @Test("is the only one that the rule is about")
  func elsewhere() throws {
    try write("", to: folder["notes"], mode: 0o644)
    #expect(try load(private: "/etc/converge").remotes.count == 1)
    #expect(PrivateFolder.path == "/etc/converge")
  }

  @Test("belongs to root")
  func owner() throws {
    chown(folder["token"], 12345, 0)
    #expect(refusal()?.contains { $0.hasSuffix("chown root \(folder["token"])") } == true)
  }
}
