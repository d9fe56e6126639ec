import TestSupport
import Testing

/// The stores' own commands, which need a person's session: what they are told is written down, and
/// what they keep stands in a file.
@Suite("scripts/converge-key") struct KeyStoreTests {
  private static let script =
    #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined() + "/scripts/converge-key"
  private static let key = "AGE-SECRET-KEY-1QQPQYQ2G2G2G"
  private let folder: Folder

  private static let programs = [
    "security": """
    case $1 in
    -i) sed -n 's/^add-generic-password .* -w "\\(.*\\)"$/\\1/p' >"$KEPT" ;;
    find-generic-password) cat "$KEPT" ;;
    esac
    """,
    "secret-tool": """
    case $1 in
    store) cat >"$KEPT" ;;
    lookup) cat "$KEPT" ;;
    esac
    """,
    "pass": """
    case $1 in
    insert) cat >"$KEPT" ;;
    show) cat "$KEPT" ;;
    esac
    """,
    "op": """
    case $2 in
    create) sed -n 's/.*"value": "\\(.*\\)"}/\\1/p' >"$KEPT" ;;
    get) cat "$KEPT" ;;
    esac
    """,
  ]

  init() throws {
    folder = try Folder()
    // nothing else: stores that this machine has are not asked
    let tools = ["bash", "sh", "cat", "sed", "grep", "paste", "tr"]
    let links = tools.map { "ln -s $(command -v \($0)) '\(folder["bin"])/\($0)'" }
    try must(["sh", "-c", "mkdir '\(folder["bin"])' && " + links.joined(separator: " && ")])
  }

  private func install(_ programs: [String]) throws {
    for name in programs {
      let body = try #require(KeyStoreTests.programs[name])
      let script = "#!/bin/sh\necho \"\(name) $*\" >>'\(folder["log"])'\n\(body)\n"
      try write(script, to: folder["bin/\(name)"], mode: 0o755)
    }
  }

  private func run(_ command: String, _ input: String = "") throws -> Output {
    var environment = plainEnvironment
    environment["PATH"] = folder["bin"]
    environment["KEPT"] = folder["kept"]
    let words = "printf '%s' '\(input)' | bash '\(KeyStoreTests.script)' \(command)"
    return try TestSupport.run(["/bin/bash", "-c", words], environment: environment)
  }

  @Test(
    "keeps keys in each store, and never lets others see them",
    arguments: ["keychain", "secret-tool", "pass", "1password"])
  func roundTrip(store: String) throws {
    try install(Array(KeyStoreTests.programs.keys))
    let file = "# created\n# public key: age1x\n\(KeyStoreTests.key)\n\(KeyStoreTests.key)2\n"
    let put = try run("put laptop --from \(store)", file)
    #expect(put.description == "exit 0\n--- stdout\nstored as laptop in \(store)\n\n--- stderr\n")
    let got = try run("get laptop --from \(store)")
    #expect(got.stdout == "\(KeyStoreTests.key)\n\(KeyStoreTests.key)2\n", "\(got)")
    let log = try #require(read(folder["log"]))
    #expect(log.contains("laptop") || store == "keychain" && log.contains("security -i"))
    #expect(!log.contains(KeyStoreTests.key), "\(log)")
  }

  @Test(
    "puts no key in the place of another one, unless told to",
    arguments: ["keychain", "secret-tool", "pass", "1password"])
  func other(store: String) throws {
    try install(Array(KeyStoreTests.programs.keys))
    #expect(try run("put --from \(store)", KeyStoreTests.key).status == 0)
    let refused = try run("put --from \(store)", KeyStoreTests.key + "2")
    #expect(refused.status == 1 && refused.stdout.isEmpty)
    #expect(
      refused.stderr == "converge-key: \(store) has another key named converge: choose another "
        + "NAME, or --replace it; nothing was stored, and the key is gone unless it is kept "
        + "elsewhere\n")
    #expect(try run("get --from \(store)").stdout == "\(KeyStoreTests.key)\n")
    #expect(try run("put --from \(store)", KeyStoreTests.key).status == 0)
    let replaced = try run("put --from \(store) --replace", KeyStoreTests.key + "2")
    #expect(replaced.stdout == "stored as converge in \(store)\n", "\(replaced)")
    #expect(try run("get --from \(store)").stdout == "\(KeyStoreTests.key)2\n")
  }

  @Test("passes over a store that does not work, and says so where none does")
  func broken() throws {
    try install(["pass"])
    let broken = "#!/bin/sh\necho 'no session bus' >&2; exit 1\n"
    try write(broken, to: folder["bin/secret-tool"], mode: 0o755)
    let named = try run("put --from secret-tool", KeyStoreTests.key)
    #expect(named.status == 1)
    #expect(
      named.stderr == "converge-key: secret-tool could not store it: no session bus; others here: "
        + "--from pass; nothing was stored, and the key is gone unless it is kept elsewhere\n")
    let missing = try run("get")
    #expect(
      missing.stderr.hasPrefix(
        "converge-key: secret-tool pass has no key named converge, or cannot be reached"))
    #expect(try run("put", KeyStoreTests.key).stdout == "stored as converge in pass\n")
    let got = try run("get")
    #expect(got.stdout == "\(KeyStoreTests.key)\n" && got.stderr.isEmpty)
    try write(broken, to: folder["bin/pass"], mode: 0o755)
    let none = try run("put", KeyStoreTests.key)
    #expect(none.status == 1 && none.stderr.contains("pass could not store it: no session bus; "))
  }

  @Test("takes the first store that is there")
  func choice() throws {
    try install(["pass"])
    #expect(try run("put", KeyStoreTests.key).status == 0)
    #expect(try run("get").stdout == "\(KeyStoreTests.key)\n")
  }

  @Test(
    "says what is missing",
    arguments: [
      ("get", "", "no password store found"), ("get --from op", "", "usage:"),
      ("get --from 1password", "", "1password: no op here"), ("", "", "usage:"),
      ("get 'a;b' --from pass", "", "a name has letters, digits, dots and dashes"),
    ])
  func faults(command: String, input: String, message: String) throws {
    let output = try run(command, input)
    #expect(output.status != 0)
    #expect(output.stderr.hasPrefix("converge-key: \(message)"), "\(output)")
  }

  @Test("keeps no text that is no key")
  func noKey() throws {
    try install(["pass"])
    #expect(try run("put", "age1qqq\n").status == 1)
    #expect(read(folder["kept"]) == nil)
  }
}
