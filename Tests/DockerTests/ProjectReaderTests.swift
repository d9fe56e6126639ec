import Docker
import Model
import Testing

/// A seal that hides nothing, so that tests see what was sealed.
let openSeal: @Sendable ([UInt8]) -> String = { String(decoding: $0, as: UTF8.self) }

nonisolated(unsafe) let openReader = ProjectReader(project: "media", seal: openSeal)

func resolve(
  _ yaml: String, variables: [String: String] = [:], move: ProjectReader.Move? = nil
) throws -> ResolvedProject {
  let reader = ProjectReader(
    project: "media", seal: openSeal, variable: { variables[$0] }, move: move)
  return try reader.read(Array(yaml.utf8)).project
}

@Suite("A resolved project")
struct ProjectReaderTests {
  @Test("is read whole")
  func whole() throws {
    let project = try resolve(recorded)
    #expect(project.services.map(\.name) == ["job", "remote", "web"])
    #expect(project.creates == [.network("media_default"), .network("fr"), .volume("media_vol")])
    #expect(project.uses == [.network("real-edge"), .volume("old")])
    #expect(project.window == nil && project.stable == nil && project.rollback == nil)
    let web = try #require(project["web"])
    #expect(web.image == "nginx:1" && web.namesImage && !web.isBuildable && web.policy == .refresh)
    #expect(web.replicas == 2 && !web.isOneShot && web.onChange == .signal("SIGHUP"))
    #expect(web.networks == ["fr", "media_default", "real-edge"])
    #expect(web.mounts == ["/srv/media/a.txt", "/srv/media/data", "/srv/media/s.txt"])
    #expect(
      web.data == [DataMount("/srv/media/data", at: "/data"), DataMount("media_vol", at: "/v")])
    #expect(web.buildPaths.isEmpty && web.platform == nil && web.containerName == "the-web")
    #expect(web.environment == ["A": "\"b$c\"", "EMPTY": "\"\"", "INT": "\"5\"", "NUL": "null"])
    #expect(
      web.inlineFiles == [
        "configs/c2": "\"hello sec$ret there\n\"", "configs/c3": "FOO\0", "secrets/s2": "FOO\0",
      ])
    #expect(
      Set(web.definition.keys) == [
        "configs", "container_name", "deploy", "networks", "secrets", "volumes",
      ])
    #expect(web.definition["deploy"] == #"{"resources":{"limits":{"memory":"52428800",},},}"#)
    let job = try #require(project["job"])
    #expect(job.image == "media-job" && !job.namesImage && job.isBuildable)
    #expect(job.replicas == 3 && job.isOneShot && job.networks == nil)
    #expect(job.platform == "linux/arm64" && job.onChange == .recreate)
    #expect(
      job.buildPaths == ["/srv/media/ctx", "/srv/media/other", "/srv/media/other/Dockerfile"])
    #expect(job.definition["network_mode"] == "\"host\"")
    let remote = try #require(project["remote"])
    #expect(remote.buildPaths.isEmpty && remote.isBuildable && !remote.isOneShot)
  }

  @Test(
    "says how it is verified, and whether it goes back",
    arguments: [
      ("{verify: {window: 90s, stable: 30s}}", 90, 30, nil),
      ("{verify: {stable: 1m}}", nil, 60, nil),
      ("{verify: {}, rollback: \"on\"}", nil, nil, .on), ("{rollback: true}", nil, nil, .on),
      ("{rollback: \"off\"}", nil, nil, .off), ("{rollback: false}", nil, nil, .off),
      ("{rollback: off}", nil, nil, .off), ("{rollback: On}", nil, nil, .on), ("{}", nil, nil, nil),
    ] as [(String, Double?, Double?, RollbackRule?)])
  func settings(text: String, window: Double?, stable: Double?, rule: RollbackRule?) throws {
    let project = try resolve("services: {}\nx-converge: \(text)\n")
    #expect(project.window == window && project.stable == stable && project.rollback == rule)
  }

  @Test(
    "is refused where x-converge says what it cannot mean",
    arguments: [
      ("{verify: {window: 90}}", "window must be a time from 1s to 30m, such as 20s or 10m"),
      ("{verify: {window: 0s}}", "window must be a time from 1s to 30m, such as 20s or 10m"),
      ("{verify: 3}", "must be a mapping (key: value), not a number"),
      ("{verify: {window: 10s, stable: 20s}}", "stable must not be longer than window"),
      ("{verfy: {}}", "unknown key \"verfy\"; did you mean verify?"),
      ("{rollback: yes}", "rollback must be on, off, true or false"),
      ("{rollback: null}", "rollback must be on, off, true or false"),
      ("{one-shot: true}", "unknown key \"one-shot\"; known here: verify, rollback, secrets"),
      ("{secrets: [a]}", "must be a mapping (key: value), not a list"),
      ("{secrets: {a: 5}}", "must be a mapping (key: value), not a number"),
      ("{secrets: {a: {owner: 1000}}}", "owner must be a string, not a number: put it in quotes"),
      ("{secrets: {a: {owner: bob}}}", "owner must be numbers, \"UID\" or \"UID:GID\""),
      ("{secrets: {a: {owner: \"1:2:3\"}}}", "owner must be numbers, \"UID\" or \"UID:GID\""),
      ("{secrets: {a: {owner: \"-1\"}}}", "owner must be numbers, \"UID\" or \"UID:GID\""),
      ("{secrets: {a: {owner: \"4294967295\"}}}", "owner must be numbers, \"UID\" or \"UID:GID\""),
      ("{secrets: {a: {mode: 288}}}", "mode must be a string, not a number: put it in quotes"),
      ("{secrets: {a: {mode: \"0888\"}}}", "mode must be octal digits such as \"0440\""),
      ("{secrets: {a: {mode: \"4755\"}}}", "mode must be octal digits such as \"0440\""),
      ("{secrets: {a: {user: \"1\"}}}", "unknown key \"user\"; known here: owner, mode"),
      ("null", "must be a mapping (key: value), not nothing"),
    ])
  func wrongSettings(text: String, message: String) {
    #expect(
      throws: ProjectError.settings("x-converge at the top of the file: \(message)")
    ) { try resolve("services: {}\nx-converge: \(text)\n") }
  }

  @Test("says who may read the plaintexts of encrypted files")
  func secrets() throws {
    let text = """
      services: {}
      x-converge:
        secrets:
          a.secret.pem: {owner: "1000:1001", mode: "0440"}
          sub/b.secret.yaml: {owner: "33"}
          c.secret.json: {mode: "644"}
      """
    #expect(
      try resolve(text).secrets == [
        "a.secret.pem": SecretAccess(owner: 1000, group: 1001, mode: 0o440),
        "sub/b.secret.yaml": SecretAccess(owner: 33, group: 33, mode: 0o600),
        "c.secret.json": SecretAccess(owner: 0, group: 0, mode: 0o644),
      ])
  }

  @Test("warns of keys that were probably meant to be x-converge, and of no others")
  func misspelt() throws {
    let text = """
      services:
        web: {image: x, x-convrege: {one-shot: true}, x-other: 1}
        app: {image: x, x_converge: 1, x-converge: {}, x-Converge: {}}
      x-base: {}
      x-covnerge: {rollback: off}
      """
    let resolution = try openReader.read(Array(text.utf8))
    #expect(
      resolution.warnings == [
        .other("at the top of the file: x-covnerge is not read; did you mean x-converge?"),
        .other("service web: x-convrege is not read; did you mean x-converge?"),
        .other("service app: x-Converge is not read; did you mean x-converge?"),
      ])
  }

  @Test("may have no services")
  func empty() throws {
    #expect(try resolve("name: media\nservices: {}\n") == ResolvedProject(services: []))
  }

  @Test(
    "is not believed when it is none",
    arguments: [
      "", "{", "[]", "services: []\n", "name: media\n", "services:\n  web: 1\n", "services: &a {}",
    ])
  func nonsense(yaml: String) {
    #expect {
      try resolve(yaml)
    } throws: {
      guard case ProjectError.unreadable? = $0 as? ProjectError else { return false }
      return "\($0)".hasPrefix("docker compose config: ")
    }
  }

  @Test("tells paths where they are meant, not where they were read")
  func move() throws {
    let text = """
      services:
        web:
          build: {context: /run/x/tree/ctx, dockerfile: Dockerfile}
          volumes: [{type: bind, source: /run/x/tree, target: /t},
            {type: bind, source: /run/x/treetop, target: /t}]
          secrets: [{source: s}]
      secrets: {s: {file: /run/x/tree/s}}
      """
    let moved = try resolve(text, move: .init(from: "/run/x/tree", to: "/srv/c"))
    let there = try resolve(
      text.replacing("/run/x/tree/", with: "/srv/c/")
        .replacing("/run/x/tree,", with: "/srv/c,"))
    #expect(moved == there)
    #expect(moved["web"]?.mounts == ["/run/x/treetop", "/srv/c", "/srv/c/s"])
  }

  @Test("of hundreds of services is read in time")
  func many() throws {
    var text = "services:\n"
    for number in 0..<2000 {
      text += "  s\(number):\n    image: x\n    depends_on:\n      s\(number + 1):\n"
      text += "        condition: service_completed_successfully\n    environment:\n"
      for variable in 0..<10 { text += "      V\(variable): \"\(number)\"\n" }
    }
    let clock = ContinuousClock()
    var project = ResolvedProject(services: [])
    let time = try clock.measure { project = try resolve(text) }
    #expect(project.services.count == 2000 && time < .seconds(10))
    #expect(project.services.count { !$0.isOneShot } == 1)
  }
}

/// What Compose 2.26.1 printed.
private let recorded = """
  name: media
  services:
    job:
      build:
        context: /srv/media/ctx
        dockerfile: ../other/Dockerfile
        additional_contexts:
          h: https://x/y.git
          o: /srv/media/other
          r: docker-image://x
          s: service:remote
      network_mode: host
      platform: linux/arm64
      restart: "no"
      scale: 3
    remote:
      build:
        context: https://github.com/x/y.git#main
        dockerfile: Dockerfile
      credential_spec:
        file: my.json
      depends_on:
        web:
          condition: service_started
          restart: true
          required: true
      network_mode: service:web
    web:
      configs:
        - source: c1
        - source: c2
          target: /c2
        - source: c3
      container_name: the-web
      depends_on:
        job:
          condition: service_completed_successfully
          required: true
      deploy:
        replicas: 2
        resources:
          limits:
            memory: "52428800"
      environment:
        A: b$$c
        EMPTY: ""
        INT: "5"
        NUL: null
      image: nginx:1
      networks:
        default: null
        edge: null
        front:
          aliases:
            - x
      pull_policy: always
      secrets:
        - source: s1
          target: /run/secrets/s1
        - source: s2
          target: /run/secrets/s2
      volumes:
        - type: bind
          source: /srv/media/data
          target: /data
          bind:
            create_host_path: true
        - type: volume
          source: vol
          target: /v
          volume: {}
        - type: bind
          source: /srv/media/a.txt
          target: /a.txt
          read_only: true
        - type: tmpfs
          target: /t
      x-converge:
        on-change: signal SIGHUP
        one-shot: false
  networks:
    default:
      name: media_default
    edge:
      name: real-edge
      external: true
    front:
      name: fr
  volumes:
    old:
      name: old
      external: true
    vol:
      name: media_vol
  secrets:
    s1:
      name: media_s1
      file: /srv/media/s.txt
    s2:
      name: media_s2
      environment: FOO
  configs:
    c1:
      name: media_c1
      file: /srv/media/a.txt
    c2:
      name: media_c2
      content: |
        hello sec$$ret there
    c3:
      name: media_c3
      environment: FOO
  x-anchors:
    on-change: signal SIGHUP
  x-converge: {}

  """
