import FoundationEssentials
import TestSupport
import Testing

@testable import Docker

/// A home folder of the test's own, with what `docker login` keeps there.
private struct Home {
  let folder = try? TestSupport.Folder("home")
  var path: String { folder?.path ?? "" }
  var file: String { "\(path)/.docker/config.json" }

  init(_ text: String? = nil) throws { if let text { try write(text, to: file) } }

  func environment(_ more: [String: String] = [:]) -> ChildEnvironment {
    ChildEnvironment(socket: "/x", variable: { more[$0] ?? ($0 == "HOME" ? path : nil) })
  }
}

private func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

/// The words in a header, by name.
private func words(_ login: RegistryLogin?) throws -> [String: String] {
  let header = try #require(login?.header)
  let plain = header.replacing("-", with: "+").replacing("_", with: "/")
  return try JSONDecoder().decode(
    [String: String].self, from: try #require(Data(base64Encoded: plain)))
}

@Suite("The logins of this host")
struct DockerConfigTests {
  @Test("are where docker keeps them: in HOME, or where DOCKER_CONFIG says")
  func place() throws {
    let home = try Home(#"{"credsStore": "home"}"#)
    try write(#"{"credsStore": "other"}"#, to: "\(home.path)/elsewhere/config.json")
    #expect(try DockerConfig.read(home.environment()).credsStore == "home")
    let other = home.environment(["DOCKER_CONFIG": "\(home.path)/elsewhere"])
    #expect(try DockerConfig.read(other).credsStore == "other")
    let none = home.environment(["DOCKER_CONFIG": "\(home.path)/nowhere"])
    #expect(try DockerConfig.read(none) == DockerConfig())
  }

  @Test("may be an empty file, and hold what is of no use here")
  func empty() throws {
    func read(_ text: String) throws -> DockerConfig {
      let home = try Home(text)
      return try withExtendedLifetime(home) { try DockerConfig.read(home.environment()) }
    }
    for text in ["", "\n", "{}"] { #expect(try read(text) == DockerConfig()) }
    let more = #"{"auths": {"r": {"email": "x"}}, "HttpHeaders": {"A": "b"}, "proxies": {}}"#
    #expect(try read(more).source("r") == .entry(.init()))
  }

  @Test(
    "are named when they are damaged, and never quoted",
    arguments: [
      "hunter2", #"{"auths": "hunter2"}"#, #"{"auths": {"r": {"auth": "hunter2""#,
      #"{"credHelpers": ["hunter2"]}"#, #"["hunter2"]"#,
    ])
  func damaged(text: String) throws {
    let home = try Home(text)
    let fault = DockerConfig.Fault(
      words: "cannot read \(home.file): it is not what `docker login` writes")
    #expect(throws: fault) { try DockerConfig.read(home.environment()) }
  }

  @Test("that cannot be read are named")
  func unreadable() throws {
    let home = try Home()
    try must(["mkdir", "-p", home.file])
    let fault = DockerConfig.Fault(words: "cannot read \(home.file): is a directory")
    #expect(throws: fault) { try DockerConfig.read(home.environment()) }
  }

  @Test("are found by the registry, as docker finds them")
  func sources() {
    let entry = DockerConfig.Entry(auth: "a")
    let hub = DockerConfig.key(ImageReference("nginx").registry)
    #expect(hub == "https://index.docker.io/v1/")
    #expect(DockerConfig.key("127.0.0.1:5000") == "127.0.0.1:5000")
    var config = DockerConfig(auths: [hub: entry, "https://r.example/v2/": entry, "s:5000": entry])
    #expect(config.source(hub) == .entry(entry) && config.source("r.example") == .entry(entry))
    #expect(config.source("s:5000") == .entry(entry))
    #expect(config.source("s") == .nowhere && config.source("example") == .nowhere)
    config.credHelpers = ["s:5000": "one"]
    #expect(config.source("s:5000") == .helper("one") && config.source(hub) == .entry(entry))
    config.credsStore = "all"
    #expect(config.source("s:5000") == .helper("one") && config.source(hub) == .helper("all"))
    config.credsStore = ""
    #expect(config.source(hub) == .entry(entry))
  }

  @Test("of an entry are shown to the registry in the words of the Engine's API")
  func entries() throws {
    func shown(_ entry: DockerConfig.Entry) throws -> [String: String] {
      try words(RegistryLogin(entry, server: "r"))
    }
    let login = ["username": "me", "password": "a:b?>\u{e4}", "serveraddress": "r"]
    #expect(try shown(.init(auth: base64("me:a:b?>\u{e4}"))) == login)
    #expect(try shown(.init(auth: base64("me:a:b?>\u{e4}\0"))) == login)
    #expect(try shown(.init(username: "me", password: "a:b?>\u{e4}")) == login)
    #expect(
      try shown(.init(auth: base64("me:"), identitytoken: "t"))
        == ["username": "me", "password": "", "identitytoken": "t", "serveraddress": "r"])
    #expect(try shown(.init(registrytoken: "t")) == ["registrytoken": "t", "serveraddress": "r"])
    #expect(try RegistryLogin(.init(), server: "r") == nil)
    #expect(try RegistryLogin(.init(auth: "", username: ""), server: "r") == nil)
  }

  @Test("of a damaged entry are not guessed", arguments: ["aHVudGVyMg==", "%%%", "OmFiYw=="])
  func damagedEntry(auth: String) {
    let fault = DockerConfig.Fault(words: "the login for r is damaged")
    #expect(throws: fault) { try RegistryLogin(.init(auth: auth), server: "r") }
  }

  @Test("of a helper may be a token")
  func token() throws {
    let login = RegistryLogin(user: "<token>", secret: "abc", server: "r")
    #expect(try words(login) == ["identitytoken": "abc", "serveraddress": "r"])
  }

  @Test("are taken out of what is told")
  func masked() throws {
    let login = RegistryLogin(user: "me", secret: "hunter2", server: "r")
    #expect(login.masked("me: hunter2, \(login.header)") == "me: ***, ***")
    #expect("\(login)" == "a login")
  }
}

@Suite("A credential helper")
struct CredentialHelperTests {
  private let folder: TestSupport.Folder

  init() throws { folder = try TestSupport.Folder("helper") }

  /// What a helper with this script comes to.
  private func login(_ script: String) throws -> RegistryLogin? {
    try write("#!/bin/sh\n\(script)\n", to: folder["docker-credential-test"], mode: 0o755)
    let variables = ["HOME": "/home/of/mine", "PATH": "/nowhere:\(folder.path):/usr/bin:/bin"]
    let environment = ChildEnvironment(socket: "/x", variable: { variables[$0] })
    let helper = try CredentialHelper(
      "test", server: "r:1", environment: environment, keeping: nil, seconds: 1)
    while !helper.proceed() {}
    return try helper.login()
  }

  @Test("gets the server as its input, and docker's environment")
  func asked() throws {
    let script = #"""
      test "$*" = get && test "$HOME" = /home/of/mine || exit 9
      printf '{"ServerURL": "x", "Username": "%s", "Secret": "s"}' "$(cat)"
      """#
    #expect(try words(try login(script))["username"] == "r:1")
  }

  @Test("may have no login")
  func none() throws {
    #expect(try login("echo 'credentials not found in native keychain'; exit 1") == nil)
  }

  @Test(
    "that fails is told, and never quoted",
    arguments: [
      ("echo hunter2; echo hunter2 >&2; exit 3", "the credential helper ended with code 3"),
      ("echo hunter2", "the credential helper gave an answer that is no login"),
      (#"echo '{"Username": "hunter2"}'"#, "the credential helper gave an answer that is no login"),
      ("kill -9 $$", "the credential helper was ended by signal 9"),
      ("exec sleep 60", "the credential helper was ended after 1 seconds"),
    ])
  func failures(script: String, words: String) throws {
    #expect(throws: DockerConfig.Fault(words: "no login for r:1: \(words)")) {
      try login(script)
    }
  }

  @Test("that is not there is told by its name")
  func missing() {
    let words = "no login for r: there is no docker-credential-nope"
    #expect(throws: DockerConfig.Fault(words: words)) {
      try CredentialHelper(
        "nope", server: "r", environment: ChildEnvironment(socket: "/x"), keeping: nil, seconds: 1)
    }
  }
}
