import Docker
import Model
import TestSupport
import Testing

@Suite("What the real Compose prints", .laboratory)
struct ResolutionLabTests {
  private func resolve(
    _ files: [String: String], in folder: Folder, variables: String = ""
  ) throws -> ResolvedProject {
    for (name, text) in files { try write(text, to: folder[name]) }
    try write(variables, to: folder["all.env"])
    let project = ComposeProject(
      name: "media", folder: folder.path, files: [folder["compose.yaml"]],
      environmentFiles: [folder["all.env"]])
    let compose = Compose(environment: ChildEnvironment(socket: "/nowhere.sock"))
    let resolution = try compose.config(project, reader: openReader)
    #expect(resolution.warnings == [])
    return resolution.project
  }

  @Test("keeps x-converge, from anchors, merges, extends and includes")
  func settings() throws {
    let folder = try Folder("stack")
    let text = """
      x-base: &base {one-shot: true, on-change: signal HUP}
      include: [other.yaml]
      services:
        a: {image: x, x-converge: *base}
        b: {image: x, x-converge: {<<: *base, one-shot: false}}
        c: {extends: {service: a}, x-converge: {on-change: ignore}}
      """
    let other = "services: {d: {image: x, x-converge: {on-change: restart}}}\n"
    let project = try resolve(["compose.yaml": text, "other.yaml": other], in: folder)
    #expect(project.services.map(\.isOneShot) == [true, false, false, false])
    #expect(
      project.services.map(\.onChange)
        == [.signal("SIGHUP"), .signal("SIGHUP"), .ignore, .restart])
  }

  @Test(
    "tells on from off, however that is written",
    arguments: [
      ("on", .on), ("off", .off), ("\"on\"", .on), ("Off", .off), ("true", .on), ("false", .off),
    ] as [(String, RollbackRule)])
  func rollback(text: String, rule: RollbackRule) throws {
    let yaml = """
      x-converge: {rollback: \(text), verify: {window: 2m, stable: "5s"}}
      services: {a: {image: x, x-converge: {allow-major: 17}}}
      """
    let project = try resolve(["compose.yaml": yaml], in: Folder("stack"))
    #expect(project.rollback == rule && project.window == 120 && project.stable == 5)
    #expect(project["a"]?.allowedMajor == "17")
  }

  @Test("names data as the Engine then does")
  func data() throws {
    let folder = try Folder("stack")
    let lent = try TestSupport.Engine.lend()
    let image = try Lab.image("worker:1")
    _ = try lent.lines("pull", "-q", image)
    _ = try lent.lines("volume", "create", "old")
    let text = """
      services:
        app:
          image: "\(image)"
          volumes:
            - own:/own
            - fixed:/fixed
            - lent:/lent
            - own:/readable:ro
            - ./data:/data
            - ./conf:/conf:ro
            - /unnamed
            - {type: tmpfs, target: /t}
      volumes: {own: {}, fixed: {name: other}, lent: {external: true, name: old}}
      """
    let project = try resolve(["compose.yaml": text], in: folder)
    let compose = Compose(environment: ChildEnvironment(socket: lent.socket))
    try compose.up(
      ComposeProject(name: "media", folder: folder.path, files: [folder["compose.yaml"]]),
      deadline: 60)
    let engine = Docker.Engine(socket: lent.socket)
    let container = try #require(try engine.containers().first)
    let uses = try engine.data(of: container.id)
    let named = uses.map(\.mount).filter { $0.target != "/unnamed" }
    #expect(Set(try #require(project["app"]).data) == Set(named))
    #expect(named.count == 4 && uses.count == 5)
    #expect(
      uses.allSatisfy {
        $0.service == "app" && $0.image == image && $0.imageID == container.imageID
      })
    let byName = try engine.image(image)?.environment
    #expect(try engine.image(container.imageID)?.environment == byName)
    #expect(byName?.contains("VERSION=1") == true)
    #expect(try engine.image("nothing:1") == nil)
  }

  @Test("resolves paths, and doubles every $ in them")
  func paths() throws {
    let folder = try Folder("stack")
    let text = """
      services:
        a:
          build: {context: ., dockerfile: sub/Dockerfile}
          volumes: ['./a$$b:/a', 'vol:/v', '../up:/up']
          configs: [c, inline, variable]
          secrets: [s]
      volumes:
        vol: {driver_opts: {type: none, o: bind, device: /srv/folder}}
      configs:
        c: {file: c.txt}
        inline: {content: "a${FOO}$$c"}
        variable: {environment: FOO}
      secrets: {s: {file: ./s.txt}}
      """
    let project = try resolve(["compose.yaml": text], in: folder, variables: "FOO='x$y'\n")
    let service = try #require(project["a"])
    let up = folder.path[..<folder.path.lastIndex(of: "/")!] + "/up"
    #expect(
      Set(service.mounts)
        == Set(["a$b", "c.txt", "s.txt"].map { folder[$0] } + ["/srv/folder", String(up)]))
    #expect(service.buildPaths == [folder.path, folder["sub/Dockerfile"]])
    #expect(
      service.inlineFiles == ["configs/inline": "\"ax$y$c\"", "configs/variable": "FOO\0"])
  }

  @Test("follows variables, dotenv files and profiles")
  func variables() throws {
    let folder = try Folder("stack")
    let text = """
      services:
        a: {image: "x:${TAG}", env_file: own.env, environment: {A: "$FOO", NONE: }}
        b: {image: x, profiles: [debug]}
        c: {image: x, scale: 2, depends_on: {d: {condition: service_completed_successfully}}}
        d: {image: x, restart: no}
        e: {image: x, restart: always, deploy: {replicas: 0}}
      """
    let project = try resolve(
      ["compose.yaml": text, "own.env": "OWN='a b'\nBAD=\u{e9}\n"], in: folder,
      variables: "TAG=7\nFOO=bar\n")
    #expect(project.services.map(\.name) == ["a", "c", "d", "e"])
    #expect(project.services.map(\.isOneShot) == [false, false, true, false])
    #expect(project.services.map(\.replicas) == [1, 2, 1, 0])
    #expect(project["a"]?.image == "x:7")
    #expect(
      project["a"]?.environment
        == ["A": "\"bar\"", "OWN": "\"a b\"", "BAD": "\"\u{e9}\"", "NONE": "null"])
  }

  @Test("names networks and volumes as the Engine then does")
  func resources() throws {
    let folder = try Folder("stack")
    let lent = try TestSupport.Engine.lend()
    let image = try Lab.image("worker:1")
    _ = try lent.lines("pull", "-q", image)
    _ = try lent.lines("network", "create", "edge")
    let text = """
      services:
        a: {image: "\(image)", networks: [default, own, out], volumes: [data:/d]}
        b: {image: "\(image)", network_mode: none}
        c: {image: "\(image)"}
      networks: {own: {name: fixed}, out: {external: true, name: edge}, unused: {}}
      volumes: {data: {}, unused: {}}
      """
    let project = try resolve(["compose.yaml": text], in: folder)
    #expect(
      project.creates
        == [.network("media_default"), .network("fixed"), .volume("media_data")])
    #expect(project.uses == [.network("edge")])
    let compose = Compose(environment: ChildEnvironment(socket: lent.socket))
    try compose.up(
      ComposeProject(name: "media", folder: folder.path, files: [folder["compose.yaml"]]),
      deadline: 60)
    let containers = try Docker.Engine(socket: lent.socket).containers()
    for service in project.services {
      let container = try #require(containers.first { $0.service == service.name })
      #expect(container.networks == service.networks ?? ["none"])
    }
  }
}
