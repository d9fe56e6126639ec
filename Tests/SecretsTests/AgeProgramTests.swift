import Crypto
import Glibc
import Testing

@testable import Secrets

/// Independent implementations of age on this machine.
enum AgePrograms {
  static let age = first(["/usr/bin/age", "/usr/local/bin/age"])
  static let keygen = first(["/usr/bin/ssh-keygen", "/usr/local/bin/ssh-keygen"])

  /// A Python that has pyrage (bindings to the Rust implementation), named by CONVERGE_PYRAGE,
  /// else the one in PATH.
  static let pyrage: String? = {
    let python = getenv("CONVERGE_PYRAGE").map { String(cString: $0) } ?? "python3"
    return system("'\(python)' -c 'import pyrage, pyrage.ssh' >/dev/null 2>&1") == 0 ? python : nil
  }()

  static let python = system("python3 -c 'import pty' >/dev/null 2>&1") == 0

  private static func first(_ paths: [String]) -> String? {
    paths.first { access($0, X_OK) == 0 }
  }

  static func run(_ command: String) throws {
    try #require(system(command + " 2>/dev/null") == 0, "\(command)")
  }
}

private enum Side: String, CaseIterable, CustomTestStringConvertible {
  case age, pyrage

  var testDescription: String { rawValue }

  static let present = allCases.filter {
    $0 == .age ? AgePrograms.age != nil : AgePrograms.pyrage != nil
  }
  static let missing: Comment =
    "neither age nor pyrage (pip install pyrage; CONVERGE_PYRAGE=python)"

  func encrypt(_ folder: String, to recipient: Recipient) throws {
    switch self {
    case .age:
      try AgePrograms.run(
        "'\(AgePrograms.age!)' -a -r '\(recipient)' -o '\(folder)/out' '\(folder)/in'")
    case .pyrage: try python("encrypt", folder, recipient.description)
    }
  }

  func decrypt(_ folder: String, key: String) throws {
    switch self {
    case .age:
      try AgePrograms.run("'\(AgePrograms.age!)' -d -i '\(key)' '\(folder)/in' > '\(folder)/out'")
    case .pyrage: try python("decrypt", folder, key)
    }
  }

  private func python(_ verb: String, _ folder: String, _ key: String) throws {
    let script = "\(Files.tests)/Fixtures/programs/pyrage_file.py"
    try AgePrograms.run("'\(AgePrograms.pyrage!)' '\(script)' \(verb) '\(folder)' '\(key)'")
  }
}

@Suite("other implementations of age", .enabled(if: !Side.present.isEmpty, Side.missing))
struct AgeProgramTests {
  private static let keys = ["a.txt", "ssh_ed25519"]
  private static let sizes = [0, 32, 65_536, 70_000]

  @Test("are there, both of them")
  func presence() {
    withKnownIssue("pyrage is missing: what it would show was left out", isIntermittent: true) {
      #expect(Side.present.map(\.rawValue) == ["age", "pyrage"])
    }
  }

  @Test("read what is written here", arguments: keys, sizes)
  func theyRead(key: String, size: Int) throws {
    for side in Side.present {
      let folder = try TemporaryFolder()
      let plaintext = Random.bytes(count: size)
      let recipients = [Identity.generate().recipient, try Keys.named(key)[0].recipient]
      let file = try AgeFile.encrypt(SecretBytes(copying: plaintext), to: recipients)
      try Files.write(file, to: "\(folder.path)/in")
      try side.decrypt(folder.path, key: "\(Files.vectors)/keys/\(key)")
      #expect(try Files.read("\(folder.path)/out") == plaintext, "\(side)")
    }
  }

  @Test("write what is read here", arguments: keys, sizes)
  func theyWrite(key: String, size: Int) throws {
    for side in Side.present {
      let folder = try TemporaryFolder()
      let plaintext = Random.bytes(count: size)
      let identity = try Keys.named(key)[0]
      try Files.write(plaintext, to: "\(folder.path)/in")
      try side.encrypt(folder.path, to: identity.recipient)
      let file = try Files.read("\(folder.path)/out")
      let opened = try AgeFile.decrypt(file, armored: true, with: [.generate(), identity])
      #expect(opened.copy() == plaintext, "\(side)")
    }
  }

  @Test(
    "know the same recipient of a new key (ssh-keygen)", .enabled(if: AgePrograms.keygen != nil))
  func freshKey() throws {
    let folder = try TemporaryFolder()
    let key = "\(folder.path)/id"
    try AgePrograms.run(
      "'\(AgePrograms.keygen!)' -q -t ed25519 -N '' -C 'somebody here' -f '\(key)'")
    let identity = try KeyFile.parse(Files.read(key), named: "id")[0]
    let line = String(decoding: try Files.read("\(key).pub").dropLast(), as: UTF8.self)
    #expect(try Recipient(line) == identity.recipient)
    for side in Side.present {
      let file = try AgeFile.encrypt(SecretBytes(copying: "x".utf8), to: [identity.recipient])
      try Files.write(file, to: "\(folder.path)/in")
      try side.decrypt(folder.path, key: key)
      #expect(try Files.read("\(folder.path)/out") == Array("x".utf8))
    }
  }

  @Test(
    "protect key files that are read here: age -p",
    .enabled(if: AgePrograms.age != nil && AgePrograms.python, "no age program, or no python3"))
  func ageProtects() throws {
    let folder = try TemporaryFolder()
    let script = "\(Files.tests)/Fixtures/programs/age_passphrase.py"
    let key = "\(Files.vectors)/keys/a.txt"
    try AgePrograms.run("python3 '\(script)' '\(AgePrograms.age!)' '\(key)' '\(folder.path)/out'")
    try expectKey(try Files.read("\(folder.path)/out"))
  }

  @Test(
    "protect key files that are read here: pyrage",
    .enabled(if: AgePrograms.pyrage != nil, "no pyrage (pip install pyrage)"))
  func pyrageProtects() throws {
    let folder = try TemporaryFolder()
    try Files.write(try Files.read("\(Files.vectors)/keys/a.txt"), to: "\(folder.path)/in")
    let script = "\(Files.tests)/Fixtures/programs/pyrage_file.py"
    try AgePrograms.run("'\(AgePrograms.pyrage!)' '\(script)' protect '\(folder.path)' opensesame")
    try expectKey(try Files.read("\(folder.path)/out"))
  }

  private func expectKey(_ file: [UInt8]) throws {
    let keys = try KeyFile.parse(file, named: "k") { _ in SecretBytes(copying: "opensesame".utf8) }
    #expect(try keys.map(\.recipient) == Keys.named("a.txt").map(\.recipient))
    let wrong = failure {
      _ = try KeyFile.parse(file, named: "k") { _ in SecretBytes(copying: "sesame".utf8) }
    }
    #expect(wrong?.description == "k: wrong passphrase")
  }
}
