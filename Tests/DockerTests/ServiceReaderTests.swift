import Docker
import Model
import Testing

/// The only service of a project, of which these are the lines.
private func service(_ lines: String, top: String = "") throws -> ResolvedService {
  let indented = lines.split(separator: "\n").map { "    \($0)\n" }.joined()
  let project = try resolve("name: media\nservices:\n  web:\n\(indented)\(top)")
  return try #require(project["web"])
}

@Suite("A resolved service")
struct ServiceReaderTests {
  @Test(
    "says how many containers it has",
    arguments: [
      ("image: x", 1), ("deploy: {replicas: 0}", 0), ("scale: 3", 3),
      ("scale: 2\ndeploy: {replicas: 2}", 2), ("deploy: {mode: global}", 1),
    ])
  func replicas(lines: String, expected: Int) throws {
    #expect(try service(lines).replicas == expected)
  }

  @Test(
    "is a one-shot where something says so",
    arguments: [
      ("image: x", false), ("restart: \"no\"", true), ("restart: always", false),
      ("restart: \"no\"\nx-converge: {one-shot: false}", false),
      ("x-converge: {one-shot: true}", true), ("x-converge: {}", false),
    ])
  func oneShots(lines: String, expected: Bool) throws {
    #expect(try service(lines).isOneShot == expected)
  }

  @Test("names the services whose namespaces it lives in")
  func joins() throws {
    #expect(try service("network_mode: service:vpn\npid: service:app").joins == ["vpn", "app"])
    #expect(try service("network_mode: host\nipc: shareable").joins.isEmpty)
  }

  @Test("whose success is waited for is a one-shot, unless it denies it")
  func awaited() throws {
    let waits = "condition: service_completed_successfully"
    let project = try resolve(
      """
      services:
        a: {image: x}
        b: {image: x, x-converge: {one-shot: false}}
        c: {image: x}
        d: {image: x, depends_on: {a: {\(waits)}, b: {\(waits)}, c: {condition: service_healthy}}}
      """)
    #expect(project.services.filter(\.isOneShot).map(\.name) == ["a"])
  }

  @Test(
    "chooses what a changed file does",
    arguments: [
      ("recreate", .recreate), ("restart", .restart), ("ignore", .ignore),
      ("signal SIGHUP", .signal("SIGHUP")), ("signal USR1", .signal("SIGUSR1")),
      ("signal RTMIN+3", .signal("SIGRTMIN+3")),
    ] as [(String, ChangeReaction)])
  func reactions(words: String, expected: ChangeReaction) throws {
    #expect(try service("x-converge: {on-change: \(words)}").onChange == expected)
  }

  @Test(
    "fails the stack where x-converge says what it cannot mean",
    arguments: [
      ("{one-sht: true}", #"unknown key "one-sht"; did you mean one-shot?"#),
      ("{zzzzzz: 1}", #"unknown key "zzzzzz"; known here: one-shot, on-change, allow-major"#),
      ("{allow-major: 10.10}", "allow-major must be a string, not a number: put it in quotes"),
      ("{allow-major: true}", "allow-major must be a string, not a boolean: put it in quotes"),
      ("{allow-major: null}", "allow-major has no value"),
      ("{one-shot: \"true\"}", "one-shot must be true or false, without quotes"),
      ("{one-shot: 1}", "one-shot must be true or false, without quotes"),
      ("{one-shot: null}", "one-shot must be true or false, without quotes"),
      ("null", "must be a mapping (key: value), not nothing"),
      ("true", "must be a mapping (key: value), not a boolean"),
      ("[one-shot]", "must be a mapping (key: value), not a list"),
      ("{on-change: null}", "on-change has no value"),
      ("{on-change: [restart]}", "on-change must be a string, not a list"),
      (
        "{on-change: restrt}",
        "on-change must be recreate, restart, ignore or signal NAME; did you mean restart?"
      ),
      ("{on-change: s3cr3t}", "on-change must be recreate, restart, ignore or signal NAME"),
      ("{on-change: signal SIGHOP}", "on-change: no such signal; did you mean signal SIGHUP?"),
      ("{on-change: signal sighup}", "on-change: no such signal; did you mean signal SIGHUP?"),
      ("{on-change: signal 1}", "on-change: no such signal"),
      (
        "{on-change: signal}",
        "on-change must be recreate, restart, ignore or signal NAME"
      ),
      (
        "{on-change: signal  HUP}",
        "on-change must be recreate, restart, ignore or signal NAME; did you mean signal SIGHUP?"
      ),
    ])
  func wrongSettings(text: String, message: String) {
    #expect(throws: ProjectError.settings("service web: x-converge: \(message)")) {
      try service("x-converge: \(text)")
    }
  }

  @Test(
    "takes responsibility for a major version",
    arguments: [
      ("17", "17"), ("\"17\"", "17"), ("'9.6'", "9.6"), ("main", "main"),
    ])
  func allowedMajor(text: String, major: String) throws {
    #expect(try service("x-converge: {allow-major: \(text)}").allowedMajor == major)
    #expect(try service("x-converge: {}").allowedMajor == nil)
  }

  @Test("is attached to the networks it names, under their names on the Engine")
  func networks() throws {
    let top = "networks:\n  default: {name: edge, external: true}\n  b: {name: zz}\n"
    #expect(try service("networks: {b: null, default: null}", top: top).networks == ["edge", "zz"])
    #expect(try service("image: x", top: top).networks == ["edge"])
    #expect(try service("image: x").networks == ["media_default"])
    #expect(try service("networks: {}").networks == [])
    for mode in ["none", "host", "bridge", "service:a", "container:b"] {
      #expect(try service("network_mode: \"\(mode)\"", top: top).networks == nil)
    }
  }

  @Test("mounts folders, files, and volumes that are folders")
  func mounts() throws {
    let top = """
      volumes:
        v: {name: media_v, driver_opts: {type: none, o: "rw,bind", device: /srv/v}}
        n: {name: media_n, driver_opts: {type: nfs, o: addr=x, device: ":/x"}}

      """
    let lines = """
      volumes:
        - {type: bind, source: /srv/b/, target: /b}
        - {type: bind, source: /srv/a/../b, target: /c}
        - {type: bind, source: /srv/a$$b, target: /d}
        - {type: volume, source: v, target: /v}
        - {type: volume, source: n, target: /n}
        - {type: volume, target: /anonymous}
        - {type: tmpfs, target: /t}
        - {type: npipe, source: /x, target: /t}
      """
    #expect(try service(lines, top: top).mounts == ["/srv/a$b", "/srv/b", "/srv/v"])
  }

  @Test("keeps data in what it can write, but for what is the machine's own")
  func data() throws {
    let top = """
      volumes:
        own: {name: media_own}
        fixed: {name: fixed}
        old: {external: true}
        lent: {external: true, name: real}
        folder: {name: media_folder, driver_opts: {type: none, o: bind, device: /srv/v/}}

      """
    let lines = """
      volumes:
        - {type: volume, source: own, target: /own, volume: {}}
        - {type: volume, source: own, target: /twice, read_only: true}
        - {type: volume, source: fixed, target: /fixed, read_only: false}
        - {type: volume, source: old, target: /old}
        - {type: volume, source: lent, target: /lent, volume: {subpath: a/b, nocopy: true}}
        - {type: volume, source: folder, target: /folder}
        - {type: volume, target: /unnamed}
        - {type: bind, source: /srv/a/../b, target: /b}
        - {type: bind, source: /srv/ro, target: /ro, read_only: true}
        - {type: bind, source: /srv/app.sock, target: /app.sock}
        - {type: bind, source: /var/run/docker.sock, target: /d}
        - {type: bind, source: /dev/dri, target: /dev/dri}
        - {type: bind, source: /device, target: /device}
        - {type: tmpfs, target: /t}
      """
    #expect(
      try service(lines, top: top).data == [
        DataMount("media_own", at: "/own"), DataMount("fixed", at: "/fixed"),
        DataMount("old", at: "/old"), DataMount("real/a/b", at: "/lent"),
        DataMount("media_folder", at: "/folder"), DataMount("/srv/v", at: "/folder"),
        DataMount("/srv/b", at: "/b"), DataMount("/device", at: "/device"),
      ])
  }

  @Test("keeps data also in what it has from others")
  func sharedData() throws {
    let project = try resolve(
      """
      services:
        a: {image: x, volumes: [{type: volume, source: v, target: /v}], volumes_from: [b]}
        b: {image: x, volumes: [{type: bind, source: /b, target: /b}], volumes_from: ["a"]}
        c: {image: x, volumes_from: ["a:rw"]}
        d: {image: x, volumes_from: ["a:ro", "container:b", "zzz"]}
      volumes: {v: {name: media_v}}
      """)
    let (v, b) = (DataMount("media_v", at: "/v"), DataMount("/b", at: "/b"))
    #expect(project.services.map(\.data) == [[v, b], [b, v], [v, b], []])
  }

  @Test("is built from folders and files of this machine only")
  func builds() throws {
    func paths(_ build: String) throws -> [String] { try service("build: \(build)").buildPaths }
    #expect(try paths("/c") == ["/c"])
    #expect(try paths("{context: /c, dockerfile: a/Dockerfile}") == ["/c", "/c/a/Dockerfile"])
    #expect(try paths("{context: /c, dockerfile: ../D}") == ["/D", "/c"])
    #expect(try paths("{context: /c, dockerfile: /etc/D}") == ["/c", "/etc/D"])
    #expect(try paths("{context: 'https://x/y.git', dockerfile: Dockerfile}") == [])
    #expect(try paths("{context: 'git@x:y.git#main', dockerfile: /d}") == ["/d"])
    #expect(
      try paths(
        "{context: /c, additional_contexts: {a: /a, b: 'docker-image://x', c: 'service:y'}}")
        == ["/a", "/c"])
  }

  @Test("seals the content of files that come from variables, where it is told")
  func variables() throws {
    let text = """
      services: {web: {secrets: [{source: a}, {source: b}], configs: [c]}}
      secrets: {a: {environment: A}, b: {environment: B}}
      configs: {c: {content: "A"}}
      """
    let project = try resolve(text, variables: ["A": "1"])
    #expect(
      project["web"]?.inlineFiles == [
        "secrets/a": "A\0=1", "secrets/b": "B\0", "configs/c": "\"A\"",
      ])
  }

  @Test("is the same whatever the order of keys, and however texts are quoted")
  func canonical() throws {
    let one = try service("labels: {a: x, b: '1'}\nenvironment: {A: 'x y'}")
    #expect(try service("environment:\n  A: x y\nlabels: {b: 1, a: 'x'}") == one)
    #expect(one.definition == ["labels": #"{"a":"x","b":"1",}"#])
    #expect(
      try service(#"command: ['a,b', "c\"", 'd\']"#).definition == [
        "command": #"["a,b","c\"","d\\",]"#
      ])
  }

  @Test("differs where texts only look alike")
  func distinct() throws {
    let texts = ["[a, b]", "['a,b']", "[[a], b]", "'[a,b]'", "['a\",\"b']", "{a: b}", "'null'"]
    #expect(Set(try texts.map { try service("command: \($0)").definition["command"] }).count == 7)
    #expect(try service("environment: {A: null}") != service("environment: {A: 'null'}"))
    #expect(try service("environment: {A: null}") != service("environment: {A: ''}"))
  }

  @Test("is defined by what makes containers alone")
  func definition() throws {
    let lines = """
      image: x
      build: /c
      environment: {A: b}
      pull_policy: always
      depends_on: {a: {condition: service_started}}
      profiles: [p]
      scale: 2
      deploy: {replicas: 2}
      x-converge: {}
      x-other: 1
      command: null
      """
    #expect(try service(lines).definition.isEmpty)
    #expect(
      try service("deploy: {replicas: 2, mode: global}").definition
        == ["deploy": #"{"mode":"global",}"#])
  }

  @Test("may have variables that are no text")
  func binary() throws {
    #expect(try service("environment: {K: !!binary Yf/+Yg==}").environment == ["K": "\"Yf/+Yg==\""])
  }
}
