import Cycle
import Git
import Glibc
import Model
import TestSupport
import Testing

/// A folder of its own for each test, with files that a configuration can name.
final class SettingsFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/converge-settings-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) }
    path = String(cString: try #require(made))
    for name in ["token", "deploy_key", "age.key"] { try write("x", to: name, mode: 0o600) }
    for name in ["ca.pem", "known_hosts"] { try write("x", to: name, mode: 0o644) }
  }

  deinit {
    let names = [
      "token", "deploy_key", "age.key", "ca.pem", "known_hosts", "converge.yaml", "link",
    ]
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  func write(_ text: String, to name: String, mode: mode_t) throws {
    let file = try #require(fopen("\(path)/\(name)", "w"))
    fputs(text, file)
    fclose(file)
    chmod("\(path)/\(name)", mode)
  }

  /// Loads a configuration in which `D` stands for this folder.
  func load(_ text: String, mode: mode_t = 0o644) throws -> Settings {
    try write(text.replacing("D/", with: "\(path)/"), to: "converge.yaml", mode: mode)
    return try Settings.load("\(path)/converge.yaml")
  }

  /// What is wrong with a configuration, `D` standing for this folder, without the file's name.
  func problems(_ text: String, mode: mode_t = 0o644) -> [String] {
    do {
      _ = try load(text, mode: mode)
      return []
    } catch let error as SettingsError {
      return error.problems.map {
        "\($0)".replacing("\(path)/converge.yaml:", with: "").replacing("\(path)/", with: "D/")
      }
    } catch {
      return ["unexpected error \(error)"]
    }
  }
}

@Suite("The host's configuration")
struct SettingsTests {
  let folder: SettingsFolder

  init() throws { folder = try SettingsFolder() }

  @Test("is read whole")
  func whole() throws {
    let settings = try folder.load(
      """
      remotes:                          # tried in order
        - url: https://gitea.lan/me/infra.git
          token-file: D/token
          ca-file: D/ca.pem
        - url: git@github.com:me/infra.git
          identity: D/deploy_key
          known-hosts: D/known_hosts
      branch: release/2026
      host: media
      checkout: /var/lib/converge/a/
      state: /var/lib/converge/b
      age-keys: [D/age.key]
      docker: unix:///run/user/1000/docker.sock
      protect: [portainer]

      """)
    let path = folder.path
    let expected = try Settings(
      remotes: [
        Remote(
          url: "https://gitea.lan/me/infra.git", user: "git", tokenFile: "\(path)/token",
          caFile: "\(path)/ca.pem"),
        Remote(
          url: "git@github.com:me/infra.git", identity: "\(path)/deploy_key",
          knownHosts: "\(path)/known_hosts"),
      ], branch: "release/2026", host: "media", checkout: "/var/lib/converge/a",
      state: "/var/lib/converge/b", ageKeys: [.file("\(path)/age.key")],
      docker: "/run/user/1000/docker.sock", protect: ["portainer"])
    #expect(settings == expected)
  }

  @Test("needs no more than a remote")
  func defaults() throws {
    let settings = try folder.load("remotes: [{url: /srv/infra.git}]\n")
    #expect(try settings == Settings(remotes: [Remote(url: "/srv/infra.git")]))
    #expect(settings.branch == "main" && settings.docker == "/var/run/docker.sock")
    #expect(settings.checkout == "/var/lib/converge/checkout")
    #expect(settings.state == "/var/lib/converge/state")
    #expect(settings.verify == VerificationWindow(window: 60, stable: 20))
    #expect(settings.deadlines.up == 600 && settings.deadlines.hook == 600)
    #expect(settings.deadlines.pull == 1800 && settings.deadlines.build == 1800)
    #expect(settings.teardownLimit == nil)
  }

  @Test("says whose signature commits must have")
  func signatures() throws {
    let remotes = "remotes: [{url: /srv/infra.git}]\n"
    let head = try folder.load(
      remotes + "signatures: {mode: head, allowed-signers: D/known_hosts}\n")
    #expect(head.allowedSigners == "\(folder.path)/known_hosts")
    let off = try folder.load(remotes + "signatures: {mode: off, allowed-signers: D/known_hosts}\n")
    #expect(off.allowedSigners == nil)
    #expect(try folder.load(remotes + "signatures: {mode: \"off\"}\n").allowedSigners == nil)
    #expect(try folder.load(remotes).allowedSigners == nil)
  }

  @Test(
    "takes no file of signers that others could replace, or commits",
    .enabled(if: geteuid() == 0, "needs root, to give folders to others"))
  func signersPlace() throws {
    let signers = "\(folder.path)/places"
    func problems(_ path: String, checkout: String = "/var/lib/converge/checkout") -> [String] {
      folder.problems(
        "remotes: [{url: /x}]\ncheckout: \(checkout)\n"
          + "signatures: {mode: head, allowed-signers: \(path)}\n")
    }
    func make(_ command: String) throws { try must(["sh", "-ec", "cd '\(signers)'; \(command)"]) }
    try must(["mkdir", "-p", "\(signers)/own/deep", "\(signers)/open", "\(signers)/checkout"])
    defer { _ = try? must(["rm", "-rf", signers]) }
    try make("for d in own own/deep open checkout; do echo > $d/keys; done; chmod 0777 open")
    #expect(problems("\(signers)/own/deep/keys") == [])

    let open = problems("\(signers)/open/keys")
    #expect(open.count == 1 && open[0].contains("others may write to D/places/open (mode 0777)"))
    #expect(open[0].hasSuffix("chmod go-w D/places/open"), "\(open)")
    // by a link, and by one on the way
    try make("ln -s ../open/keys own/link; ln -s \(signers)/open way; ln -s . own/self")
    for path in ["own/link", "way/keys"] {
      #expect(problems("\(signers)/\(path)").first?.contains("places/open") == true, "\(path)")
    }
    try make("ln -s ../own/keys open/link")
    #expect(problems("\(signers)/open/link").first?.contains("places/open") == true)
    #expect(problems("\(signers)/own/self/keys") == [])
    // nobody but its owner replaces a file in such a folder
    try make("chmod 1777 open")
    #expect(problems("\(signers)/open/keys") == [])
    try make("chmod 0755 open; chown 12345 open")
    #expect(problems("\(signers)/open/keys").first?.contains("belongs to user 12345") == true)

    try make("ln -s ../checkout own/away; ln -s checkout there")
    for path in ["checkout/keys", "own/away/keys"] {
      for checkout in ["checkout", "there"] {
        let found = problems("\(signers)/\(path)", checkout: "\(signers)/\(checkout)")
        #expect(found.first?.contains("is in the checkout") == true, "\(path): \(found)")
      }
    }
  }

  @Test("says how long things may take, and how much may be removed")
  func limits() throws {
    let settings = try folder.load(
      """
      remotes: [{url: /srv/infra.git}]
      verify: {window: 2m, stable: 30s}
      deadlines: {up: 5m, pull: 40m, build: 50m, hook: 90s}
      teardown: {at-most: 3}

      """)
    #expect(settings.verify == VerificationWindow(window: 120, stable: 30))
    #expect(settings.deadlines.up == 300 && settings.deadlines.pull == 2400)
    #expect(settings.deadlines.build == 3000 && settings.deadlines.hook == 90)
    #expect(settings.teardownLimit == 3)
    let some = try folder.load(
      "remotes: [{url: /x}]\nverify: {window: 90s}\ndeadlines: {up: 1m}\nteardown: {at-most: 0}\n")
    #expect(some.verify == VerificationWindow(window: 90, stable: 20))
    #expect(some.deadlines.up == 60 && some.deadlines.pull == 1800 && some.teardownLimit == 0)
  }

  @Test("shows all that is wrong at once")
  func everything() {
    let text = """
      remotes:
        - url: https://me:secret@gitea.lan/infra.git
        - url: git@github.com:me/infra.git
          identiy: D/deploy_key
      branch: 1.0
      host: ../x
      host: y
      chekout: /a
      state: var/lib
      age-keys: [D/none.key]
      docker: tcp://127.0.0.1:2375
      protect: Portainer

      """
    #expect(
      folder.problems(text) == [
        "2:10: url holds a password; put it into a file and name that as token-file",
        "3:5: identity is needed for ssh: the file of a private key",
        "3:5: known-hosts is needed for ssh: the file of the server's host keys",
        "4:5: unknown key \"identiy\"; did you mean identity?",
        "5:9: branch must be a string, not a number: put it in quotes",
        "6:7: a host name has only letters, digits, - _ and ., and starts with none of - _ .",
        "7:1: duplicate key \"host\", first on line 6",
        "8:1: unknown key \"chekout\"; did you mean checkout?",
        "9:8: must be an absolute path (starting with /)",
        "10:12: D/none.key is missing: bring it back from a backup; converge secrets keygen -o "
          + "D/none.key makes a new key, which opens nothing that was encrypted for the old one",
        "11:9: must be unix:///path/to/socket: other ways to an Engine are not supported",
        "12:10: protect must be a list, not a string",
      ])
  }

  @Test(
    "takes these addresses",
    arguments: [
      "/srv/infra.git", "http://gitea.lan:3000/me/infra.git", "git://gitea.lan/infra.git",
      "https://gitea.lan/infra.git", "https://[fd00::1]:3000/infra.git", "https://me@host/x",
    ])
  func addresses(url: String) throws {
    let settings = try folder.load("remotes: [{url: '\(url)'}]\n")
    #expect(try settings.remotes == [Remote(url: url)])
  }

  @Test(
    "takes these addresses over ssh",
    arguments: [
      "git@host:me/infra.git", "ssh://git@[fd00::1]/infra.git", "ssh://git@host:2222/infra.git",
      "deploy-1@host.lan:/srv/infra.git",
    ])
  func ssh(url: String) throws {
    let keys = "identity: D/deploy_key, known-hosts: D/known_hosts"
    #expect(folder.problems("remotes: [{url: '\(url)', \(keys)}]\n") == [])
  }

  @Test("knows what else a remote may need")
  func moreOptions() throws {
    let settings = try folder.load(
      """
      remotes:
        - url: ssh://git@host:2222/x
          identity: D/deploy_key
          known-hosts: D/known_hosts
          passphrase: credential:deploy-key
        - url: https://host/x
          proxy: http://me@proxy.lan:3128
          proxy-password-file: D/token
        - url: git@host:x
          identity: D/deploy_key
          known-hosts: D/known_hosts
          passphrase: D/token

      """)
    #expect(
      settings.remotes.map(\.passphrase) == [
        .credential("deploy-key"), nil, .file("\(folder.path)/token"),
      ])
    #expect(settings.remotes[1].proxy?.description == "http://proxy.lan:3128")
  }

  @Test(
    "refuses these options of a remote",
    arguments: [
      ("https://h/x", "proxy: http://u:hush@p:1", "proxy holds a password"),
      ("https://h/x", "proxy: socks5://p:1", "proxy must be http://"),
      ("https://h/x", "proxy-password-file: D/token", "proxy-password-file needs proxy beside it"),
      ("http://h/x", "proxy: http://p:1", "proxy is for https:// only"),
      ("https://h/x", "client-certificate: D/ca.pem", "client-certificate cannot be used: libgit2"),
      ("https://h/x", "client-key: D/token", "client-key cannot be used: libgit2"),
      ("https://h/x", "passphrase: D/token", "passphrase is for ssh only"),
      (
        "git@h:x", "identity: D/deploy_key, known-hosts: D/known_hosts, passphrase: 'credential:'",
        "after credential: must be a file name"
      ),
      (
        "git@h:x", "identity: D/deploy_key, known-hosts: D/known_hosts, passphrase: D/known_hosts",
        "others may read or write D/known_hosts"
      ),
    ])
  func badOptions(url: String, keys: String, reason: String) {
    let problems = folder.problems("remotes: [{url: '\(url)', \(keys)}]\n")
    #expect(problems.count == 1)
    #expect(problems.first?.contains(": \(reason)") == true, "\(problems)")
    #expect(problems.allSatisfy { !$0.contains("hush") })
  }

  @Test(
    "refuses these addresses",
    arguments: [
      ("ftp://host/x", "has the unknown scheme"), ("file:///srv/x", "has the unknown scheme"),
      ("relative/path", "is none of the known forms"), ("host:path", "is none of the known forms"),
      ("git@host", "is none of the known forms"), ("git@-oProxyCommand=x:y", "has no valid host"),
      ("git@host:", "names no repository"), ("git:pw@host:path", "holds a password"),
      ("ssh://git:pw@host/x", "holds a password"), ("http://u:p@host/x", "holds a password"),
      ("ssh://host/x", "names no user"), ("https://host", "names no repository"),
      ("https:///x", "has no valid host"),
    ])
  func badAddresses(url: String, reason: String) {
    let problems = folder.problems("remotes: [{url: '\(url)'}]\n")
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("1:17: url \(reason)") == true, "\(problems)")
    #expect(problems.allSatisfy { !$0.contains("pw") && !$0.contains("u:p") })
  }

  @Test(
    "sends credentials only where they are safe",
    arguments: [
      ("http://host/x", "token-file: D/token"), ("git://host/x", "token-file: D/token"),
      ("/srv/x", "token-file: D/token"), ("http://host/x", "user: me"),
      ("git://host/x", "identity: D/deploy_key"), ("/srv/x", "known-hosts: D/known_hosts"),
      ("http://host/x", "ca-file: D/ca.pem"), ("https://host/x", "identity: D/deploy_key"),
    ])
  func credentials(url: String, key: String) {
    let problems = folder.problems("remotes: [{url: '\(url)', \(key)}]\n")
    #expect(problems.count == 1)
    #expect(problems.first?.hasSuffix(" only") == true, "\(problems)")
  }

  @Test("wants a token with a user")
  func userAlone() {
    #expect(
      folder.problems("remotes: [{url: 'https://host/x', user: me}]\n") == [
        "1:35: user needs token-file beside it"
      ])
  }

  @Test(
    "must not be writable by others", arguments: [0o666, 0o664, 0o646, 0o622] as [mode_t])
  func writable(mode: mode_t) {
    let problems = folder.problems("remotes: [{url: /x}]\n", mode: mode)
    let octal = String(mode, radix: 8)
    let path = "D/converge.yaml"
    #expect(problems == ["others may write \(path) (mode 0\(octal)): chmod go-w \(path)"])
  }

  @Test(
    "keeps keys from others",
    arguments: [
      (0o600, true), (0o400, true), (0o640, false), (0o604, false), (0o620, false), (0o602, false),
    ] as [(mode_t, Bool)])
  func keys(mode: mode_t, good: Bool) throws {
    let text = """
      remotes:
        - {url: 'https://h/x', token-file: D/token}
        - {url: 'a@h:x', identity: D/deploy_key, known-hosts: D/known_hosts}
      age-keys: [D/age.key]

      """
    for name in ["token", "deploy_key", "age.key"] { chmod("\(folder.path)/\(name)", mode) }
    let problems = folder.problems(text)
    let octal = String(mode, radix: 8)
    #expect(
      problems
        == (good
          ? []
          : [("2:38", "token"), ("3:30", "deploy_key"), ("4:12", "age.key")].map {
            "\($0): others may read or write D/\($1) (mode 0\(octal)): chmod 600 D/\($1)"
          }))
  }

  @Test("lets everyone read certificates and host keys, but not write them")
  func publicFiles() throws {
    let text = """
      remotes:
        - {url: 'https://h/x', ca-file: D/ca.pem}
        - url: a@h:x
          identity: D/deploy_key
          known-hosts: D/known_hosts

      """
    #expect(folder.problems(text) == [])
    for name in ["ca.pem", "known_hosts"] { chmod("\(folder.path)/\(name)", 0o666) }
    #expect(
      folder.problems(text) == [
        "2:35: others may write D/ca.pem (mode 0666): chmod go-w D/ca.pem",
        "5:18: others may write D/known_hosts (mode 0666): chmod go-w D/known_hosts",
      ])
  }

  @Test("wants files that belong to root or this user", .enabled(if: geteuid() == 0, "needs root"))
  func owner() throws {
    chown("\(folder.path)/age.key", 1234, 1234)
    #expect(
      folder.problems("remotes: [{url: /x}]\nage-keys: [D/age.key]\n") == [
        "2:12: D/age.key belongs to user 1234: chown root D/age.key"
      ])
  }

  @Test("wants files where it names files")
  func notAFile() {
    #expect(
      folder.problems("remotes: [{url: /x}]\nage-keys: [/tmp]\n") == ["2:12: /tmp is not a file"])
  }

  @Test(
    "keeps checkout and state apart",
    arguments: [
      ("/a/b", "/a/b", "checkout and state must be two folders"),
      ("/a/b", "/a//b/", "checkout and state must be two folders"),
      ("/a", "/a/b", "state must not be inside checkout"),
      ("/a/b", "/a", "checkout must not be inside state"),
      ("/a/b", "/a/bc", nil),
    ] as [(String, String, String?)])
  func apart(checkout: String, state: String, reason: String?) {
    let problems = folder.problems(
      "remotes: [{url: /x}]\ncheckout: \(checkout)\nstate: \(state)\n")
    #expect(problems == (reason.map { ["2:1: \($0)"] } ?? []))
  }

  @Test("keeps them apart also behind links")
  func apartBehindLinks() {
    symlink(folder.path, "\(folder.path)/link")
    #expect(
      folder.problems("remotes: [{url: /x}]\ncheckout: D/a\nstate: D/link/a/s\n") == [
        "2:1: state must not be inside checkout"
      ])
  }

  @Test(
    "refuses these values",
    arguments: [
      ("checkout: /", "must not be the root folder"), ("state: a/b", "must be an absolute path"),
      ("checkout: /a/../b", "a path must not hold .."),
      ("docker: unix://run/docker.sock", "after unix:// must be an absolute path"),
      ("docker: /run/docker.sock", "must be unix:///path/to/socket"),
      ("docker: unix:///" + String(repeating: "a", count: 107), "a socket's path has at most"),
      ("branch: a..b", "is not a branch name"), ("branch: /a", "is not a branch name"),
      ("branch: a.lock", "is not a branch name"), ("branch: -a", "is not a branch name"),
      ("branch: 'a b'", "is not a branch name"), ("branch: HEAD", "is not a branch name"),
      ("host: a/b", "a host name has only"), ("host: .a", "a host name has only"),
      ("protect: [My.App]", "a Compose project name has only"),
      ("age-keys: [keys/age.key]", "must be an absolute path"),
      ("age-keys: ['credential:']", "after credential: must be a file name"),
      ("age-keys: ['credential:../x']", "after credential: must be a file name"),
      ("age-keys: ['credential:a b']", "after credential: must be a file name"),
      ("full-pass: 10", "full-pass must be never, or a time of at least a minute"),
      ("full-pass: off", "full-pass must be never, or a time of at least a minute"),
      ("full-pass: 59s", "full-pass must be never, or a time of at least a minute"),
      ("full-pass: [1h]", "full-pass must be a string"),
      ("verify: {window: 60}", "window must be a time from 1s to 30m"),
      ("verify: {stable: 31m}", "stable must be a time from 0s to 30m"),
      ("verify: {window: 1h}", "window must be a time from 1s to 30m"),
      ("verify: {window: 10s}", "stable (20s) must not be longer than window (10s)"),
      ("verify: {stable: 2m}", "stable (2m) must not be longer than window (1m)"),
      ("verify: {windo: 1m}", "unknown key \"windo\"; did you mean window?"),
      ("verify: 60s", "must be a mapping"), ("deadlines: {up: 0s}", "up must be a time from 1s"),
      ("deadlines: {pull: 2h}", "pull must be a time from 1s to 55m, such as"),
      ("deadlines: {down: 1m}", "unknown key \"down\""),
      ("deadlines: {up: 1m, up: 2m}", "duplicate key \"up\", first on line 2"),
      ("teardown: {at-most: -1}", "at-most must be a whole number from 0"),
      ("teardown: {at-most: none}", "at-most must be a whole number from 0"),
      ("teardown: 3", "must be a mapping"),
      ("signatures: head", "must be a mapping"), ("signatures: {}", "mode is missing"),
      ("signatures: {mode: all}", "mode must be head"),
      ("signatures: {mode: head}", "allowed-signers is missing"),
      ("signatures: {mode: head, allowed-signers: keys}", "must be an absolute path"),
    ])
  func values(line: String, reason: String) {
    let problems = folder.problems("remotes: [{url: /x}]\n\(line)\n")
    #expect(problems.count == 1)
    #expect(problems.first?.contains(": \(reason)") == true, "\(problems)")
  }

  @Test(
    "takes these values",
    arguments: [
      "branch: feature/a-b.c", "host: Media-1.lan", "host: '4'", "protect: []", "age-keys: []",
      "age-keys: ['credential:age.key']",
      "protect: [portainer, a_b-c]", "verify: {}", "verify: {window: 20s}",
      "verify: {window: 1s, stable: 1s}", "deadlines: {}", "deadlines: {hook: 55m}", "teardown: {}",
    ])
  func goodValues(line: String) {
    #expect(folder.problems("remotes: [{url: /x}]\n\(line)\n") == [])
  }

  @Test(
    "needs remotes",
    arguments: [
      ("", "1:1: is empty: at least remotes is needed"),
      ("~\n", "1:1: is empty: at least remotes is needed"),
      ("branch: main\n", "1:1: remotes is missing: a list with at least one url"),
      ("remotes: []\n", "1:1: remotes is empty"), ("remotes: [{}]\n", "1:11: url is missing"),
      ("remotes: [a]\n", "1:11: must be a mapping (key: value), not a string"),
      ("remotes:\n", "1:9: remotes must be a list, not nothing"),
      ("remotes: [{url: /x}, {url: /x}]\n", "1:22: this remote is listed twice"),
      ("a: b: c\n", "1:5: mapping values are not allowed in this context"),
    ])
  func remotes(text: String, problem: String) {
    #expect(folder.problems(text).first == problem)
  }

  /// What is wrong with a configuration that is there already.
  private func refusal(_ path: String) -> [String] {
    do throws(SettingsError) {
      _ = try Settings.load(path)
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  @Test("must be there")
  func missing() {
    #expect(
      refusal("\(folder.path)/none.yaml") == [
        "cannot open \(folder.path)/none.yaml: no such file or directory;"
          + " converge init REMOTE sets this host up, or name the file with --config FILE"
      ])
  }

  @Test("must be a file")
  func notARegularFile() {
    #expect(refusal("/tmp") == ["/tmp is not a file"])
  }
}
