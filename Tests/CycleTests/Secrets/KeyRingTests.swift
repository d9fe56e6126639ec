import Glibc
import Model
import Posix
import Secrets
import TestSupport
import Testing

@testable import Cycle

@Suite("Keys come from several places")
struct KeyRingTests {
  private let folder: TestSupport.Folder
  private let host = AgeKey.host
  private let foreign = AgeKey.foreign

  init() throws {
    folder = try TestSupport.Folder("keys")
    try write(AgeKey.host.identity + "\n", to: folder["host.key"], mode: 0o600)
    try write(AgeKey.foreign.identity + "\n", to: folder["foreign.key"], mode: 0o600)
    try write("nonsense\n", to: folder["bad.key"], mode: 0o600)
    try write(AgeKey.host.identity + "\n", to: folder["open.key"], mode: 0o644)
  }

  private func ring(
    _ sources: [KeySource], _ presence: KeyRing.Presence = .cycle,
    _ variables: [String: String] = [:]
  ) -> KeyRing {
    KeyRing(
      sources, for: presence,
      CredentialStore(
        folder: variables["CREDENTIALS_DIRECTORY"], plain: folder["credstore"],
        sealed: folder["credstore.encrypted"]),
      environment: { variables[$0] }, run: { (child) throws(PosixError) in try child.run() })
  }

  private func recipients(_ ring: KeyRing) throws -> [String] {
    try ring.identities().map(\.recipient.description)
  }

  private func problem(_ ring: KeyRing) -> String? {
    do throws(Problem) {
      _ = try ring.identities()
      return nil
    } catch {
      return error.description.replacing(folder.path, by: "D")
    }
  }

  @Test("of the configuration and of sops' variables, all at once")
  func all() throws {
    let variables = [
      "SOPS_AGE_KEY": "# two words\n\(host.identity) \(foreign.identity)\n",
      "SOPS_AGE_KEY_FILE": folder["foreign.key"], "SOPS_AGE_SSH_PRIVATE_KEY_FILE": "",
      "SOPS_AGE_KEY_CMD": "echo \"$SHELL_LESS\" >&2; cat '\(folder["host.key"])'",
    ]
    let sources = KeySource.variables { variables[$0] }
    #expect(
      sources == [
        .variable("SOPS_AGE_KEY"), .fileVariable("SOPS_AGE_KEY_FILE"),
        .command(variable: "SOPS_AGE_KEY_CMD"),
      ])
    let found = try recipients(ring([.file(folder["host.key"])] + sources, .cycle, variables))
    #expect(
      found == [
        host.recipient, host.recipient, foreign.recipient, foreign.recipient, host.recipient,
      ])
  }

  @Test("a bad source is told where no other gives a key, or none of theirs opens")
  func badSource() throws {
    #expect(
      problem(ring([.file(folder["bad.key"]), .file(folder["none.key"])]))
        == "D/bad.key:1: not an age key: mistyped, cut off, or with extra characters; "
        + "D/none.key: no such file; `age-keys` in the configuration names the key files")
    let mixed = ring([.file(folder["bad.key"]), .file(folder["host.key"])], .person)
    let identities = try mixed.identities()
    #expect(identities.map(\.recipient.description) == [host.recipient])
    let terms = SopsTerms(groups: [[try Recipient(foreign.recipient)]])
    let file = try Sops.encrypt(Array("A=1\n".utf8), as: .dotenv, terms, at: 0)
    do throws(SecretsError) {
      _ = try Sops.decrypt(file, as: .dotenv, with: identities)
      Issue.record("opened")
    } catch {
      let told = mixed.problem(error, at: "a.secret.env").description
      #expect(told.hasPrefix("a.secret.env: cannot decrypt: none of the keys at hand opens it"))
      #expect(told.contains("(yours: \(host.recipient))"))
      #expect(told.contains("update-keys: one of \(foreign.recipient); "))
      #expect(
        told.hasSuffix("bad.key:1: not an age key: mistyped, cut off, or with extra characters"))
    }
  }

  @Test("are read once")
  func once() throws {
    let ring = ring([.file(folder["host.key"])])
    #expect(try recipients(ring) == [host.recipient])
    try must(["rm", folder["host.key"]])
    #expect(try recipients(ring) == [host.recipient])
  }

  @Test("of a pipe that somebody writes to, unless in a cycle")
  func pipe() throws {
    try must(["mkfifo", "-m", "600", folder["pipe"]])
    try #require(system("cat '\(folder["host.key"])' >'\(folder["pipe"])' &") == 0)
    #expect(problem(ring([.file(folder["pipe"])]))?.hasPrefix("D/pipe is not a file") == true)
    #expect(try recipients(ring([.file(folder["pipe"])], .person)) == [host.recipient])
    #expect(problem(ring([.file(folder.path)], .person)) == "D is a folder")
  }

  @Test("in a cycle of files that nobody else reads")
  func mode() throws {
    #expect(problem(ring([.file(folder["open.key"])]))?.contains("(mode 0644): chmod 600") == true)
    #expect(try recipients(ring([.file(folder["open.key"])], .person)) == [host.recipient])
    let variables = ["SOPS_AGE_KEY_FILE": folder["open.key"]]
    let told = problem(ring([.fileVariable("SOPS_AGE_KEY_FILE")], .cycle, variables))
    #expect(told?.hasPrefix("SOPS_AGE_KEY_FILE: others may read or write D/open.key") == true)
  }

  @Test(
    "of a command that fails are told with the last words of its errors, never with its output",
    arguments: [
      (
        "echo AGE-SECRET; echo first >&2; echo locked >&2; exit 3", "ended with exit code 3: locked"
      ),
      ("kill -9 $$", "was ended by signal 9"),
      ("head -c 70000 /dev/zero", "printed more than 64 KiB"),
      ("cat", "no age key in it"),
    ])
  func command(line: String, words: String) {
    let variables = ["SOPS_AGE_KEY_CMD": line]
    let told = problem(ring([.command(variable: "SOPS_AGE_KEY_CMD")], .cycle, variables))
    #expect(told?.hasPrefix("SOPS_AGE_KEY_CMD") == true)
    #expect(told?.contains(words) == true, "\(told ?? "")")
    #expect(told?.contains("AGE-SECRET;") == false)
  }

  @Test("of a credential: the service's, else the machine's")
  func credential() throws {
    let source = KeySource.credential("age.key")
    let inService = ["CREDENTIALS_DIRECTORY": folder["service"]]
    #expect(
      problem(ring([source], .cycle, inService))
        == "credential age.key: this service has none of that name; add LoadCredential=age.key or "
        + "LoadCredentialEncrypted=age.key to the unit")
    try write(host.identity, to: folder["service/age.key"], mode: 0o440)
    #expect(try recipients(ring([source], .cycle, inService)) == [host.recipient])
    #expect(
      problem(ring([source]))
        == "credential age.key: neither D/credstore/age.key nor D/credstore.encrypted/age.key is "
        + "there, and this is not a service with credentials")
    try write(foreign.identity, to: folder["credstore/age.key"], mode: 0o600)
    #expect(try recipients(ring([source])) == [foreign.recipient])
  }

  private static let sealing =
    system("systemd-creds encrypt --with-key=host --name=x /dev/null - >/dev/null 2>&1") == 0

  @Test("of a sealed credential", .enabled(if: sealing, "systemd-creds cannot seal here"))
  func sealed() throws {
    try must(["mkdir", folder["credstore.encrypted"]])
    try must([
      "systemd-creds", "encrypt", "--with-key=host", "--name=age.key", folder["host.key"],
      folder["credstore.encrypted/age.key"],
    ])
    #expect(try recipients(ring([.credential("age.key")])) == [host.recipient])
    try must(["mv", folder["credstore.encrypted/age.key"], folder["credstore.encrypted/b.key"]])
    let told = problem(ring([.credential("b.key")]))
    #expect(told?.hasPrefix("credential b.key: systemd-creds ended with exit code 1") == true)
  }

  @Test("of a person: where sops and ssh keep them")
  func personal() {
    let files = ["/home/me/.config/sops/age/keys.txt", "/x/sops/age/keys.txt"]
    func sources(_ variables: [String: String]) -> [KeySource] {
      KeySource.personal(
        { variables[$0] }, exists: { files.contains($0) || $0.hasSuffix("/id_ed25519") })
    }
    let ssh = KeySource.file("/home/me/.ssh/id_ed25519")
    #expect(sources(["HOME": "/home/me"]) == [.file(files[0]), ssh])
    #expect(sources(["HOME": "/home/me", "XDG_CONFIG_HOME": "/x"]) == [.file(files[1]), ssh])
    #expect(sources([:]).isEmpty)
  }
}

extension String {
  fileprivate func replacing(_ part: String, by other: String) -> String {
    split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
  }
}
