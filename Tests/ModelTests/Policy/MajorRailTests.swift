import Model
import Testing

/// A service with data at a path.
private func service(
  _ name: String, _ image: String, _ mounts: String..., allow: String? = nil, replicas: Int = 1
) -> ResolvedService {
  var service = ResolvedService(name, image: image, project: "shop")
  service.data = mounts.map(mount)
  service.allowedMajor = allow
  service.replicas = replicas
  return service
}

/// "shop_data:/var/lib/postgresql/data"
private func mount(_ text: String) -> DataMount {
  let parts = text.split(separator: ":").map(String.init)
  return DataMount(parts[0], at: parts[1])
}

private func use(
  _ service: String?, _ image: String, _ mount: String, id: String = "sha256:1"
) -> DataUse {
  DataUse(service: service, image: image, imageID: id, mount: ModelTests.mount(mount))
}

private let pgData = "shop_data:/var/lib/postgresql/data"

@Suite("The rail before another major version")
struct MajorRailTests {
  var variables: [String: [String]] = [:]
  var policy = Policy()

  func problem(
    _ services: ResolvedService..., written: [String: String] = [:], opened: [DataUse] = []
  ) -> Problem? {
    let rail = MajorRail(policy) { variables[$0] ?? [] }
    return rail.problem(
      with: ResolvedProject(services: services), written: written, opened: opened)
  }

  @Test(
    "stops what goes up or down over the same volume",
    arguments: [
      ("postgres:16", "postgres:17", "postgres 16 to 17"),
      ("postgres:17", "postgres:16-alpine", "postgres 17 to 16"),
      ("ghcr.io/me/postgres:9.5", "postgres:9.6", "postgres 9.5 to 9.6"),
      ("mysql:5.7", "mysql:8.0", "mysql 5.7 to 8.0"), ("mongo:4.4", "mongo:5", "mongo 4.4 to 5"),
      ("mariadb:10.11", "mariadb:11.4", "mariadb 10.11 to 11.4"),
    ])
  func otherMajor(old: String, new: String, words: String) {
    let found = problem(service("db", new, "shop_data:/var/lib"), written: ["shop_data": old])
    #expect(found?.message.contains("service db would go from \(words): ") == true)
  }

  @Test("says what would be lost, and what to commit")
  func words() throws {
    let found = try #require(
      problem(
        service("db", "postgres:17", pgData, "/srv/x:/var/lib/postgresql/x"),
        written: ["shop_data": "postgres:16", "/srv/x": "postgres:16"]))
    #expect(
      found.message == """
        service db would go from postgres 16 to 17: the data in the volume shop_data, the folder \
        /srv/x may become unreadable, or be changed so that there is no way back
        """)
    #expect(
      found.hint == """
        dump the data and keep the dump; then commit x-converge: {allow-major: "17"} under the \
        service db
        """)
  }

  @Test(
    "lets go what stays, is new, or is no database",
    arguments: [
      ("postgres:16.1", "postgres:16.4"), ("mariadb:10.6.1", "mariadb:10.6.20"),
      ("postgres:16", "docker.io/library/postgres:16@sha256:ab"), ("nginx:1", "nginx:2"),
      ("nginx:1", "postgres:16"), ("mysql:8.0.1", "mysql:8.0.40"), ("postgres:16", "nginx:1"),
      ("postgres:latest", "postgres:17"),
    ])
  func fine(old: String, new: String) {
    #expect(problem(service("db", new, pgData), written: ["shop_data": old]) == nil)
    #expect(problem(service("db", new, pgData), written: ["shop_other": old]) == nil)
    #expect(problem(service("db", new), written: ["shop_data": old]) == nil)
  }

  @Test(
    "is opened by exactly the version that the commit allows",
    arguments: [
      ("17", true), ("16", false), ("18", false), ("17.2", false), (nil, false),
    ] as [(String?, Bool)])
  func allowed(major: String?, isFine: Bool) {
    let db = service("db", "postgres:17.2", pgData, allow: major)
    #expect((problem(db, written: ["shop_data": "postgres:16"]) == nil) == isFine)
  }

  @Test("stops a renamed service too, and none that shall not run")
  func renamed() {
    let written = ["shop_data": "postgres:16"]
    let found = problem(service("database", "postgres:17", pgData), written: written)
    #expect(found?.message.hasPrefix("service database would go from postgres 16 to 17") == true)
    #expect(
      problem(service("db", "postgres:17", pgData, replicas: 0), written: written) == nil)
  }

  @Test("stops another database")
  func otherFamily() {
    let data = "shop_data:/var/lib/mysql"
    let found = problem(
      service("db", "mysql:8.4", data), written: ["shop_data": "mariadb:10.6"])
    let words = "service db would open with mysql 8.4 what mariadb 10.6 wrote: "
    #expect(found?.message.hasPrefix(words) == true)
    #expect(
      problem(
        service("db", "mysql:8.4", data, allow: "8.4"), written: ["shop_data": "mariadb:10.6"])
        == nil)
  }

  @Test("believes containers before records")
  func opened() {
    let db = service("db", "postgres:17", pgData)
    let written = ["shop_data": "postgres:16"]
    #expect(problem(db, written: written, opened: [use("db", "postgres:17", pgData)]) == nil)
    #expect(problem(db, opened: [use("old", "postgres:16", pgData)]) != nil)
    #expect(problem(db, written: written, opened: [use("backup", "restic:1", pgData)]) != nil)
    // the container has another volume than the service will have
    #expect(problem(db, opened: [use("db", "postgres:16", "shop_old:/var/lib/postgresql")]) != nil)
    #expect(
      problem(db, opened: [use("db", "postgres:16", "shop_old:/var/lib/postgresql/data")]) == nil)
  }

  @Test("minds volumes without a name, which Compose hands on")
  func unnamed() {
    let old = use("db", "postgres:16", "0a1b2c:/var/lib/postgresql/data")
    let found = problem(service("db", "postgres:17"), opened: [old])
    #expect(found?.message.contains("the volume at /var/lib/postgresql/data") == true)
    #expect(problem(service("db", "postgres:16"), opened: [old]) == nil)
    #expect(problem(service("other", "postgres:17"), opened: [old]) == nil)
    let folder = use("db", "postgres:16", "/srv/pg:/var/lib/postgresql/data")
    #expect(problem(service("db", "postgres:17"), opened: [folder]) == nil)
  }

  @Test("looks only at a database's own folder, where it mounts that")
  func folders() {
    let (pg, maria) = (
      service("pg", "postgres:16", pgData, "/srv/backup:/backup"),
      service("maria", "mariadb:11", "shop_maria:/var/lib/mysql", "/srv/backup:/backup")
    )
    let rail = MajorRail(policy) { _ in [] }
    let written = rail.written(by: ResolvedProject(services: [pg, maria]), before: [:])
    #expect(written == ["shop_data": "postgres:16", "shop_maria": "mariadb:11"])
    #expect(problem(pg, maria, written: ["/srv/backup": "postgres:15"]) == nil)
    let above = service("pg", "postgres:17", "shop_data:/var/lib")
    #expect(problem(above, written: written) != nil)
  }

  @Test("looks elsewhere where a database is told to keep its data elsewhere")
  mutating func moved() {
    let written = ["shop_data": "postgres:16", "/srv/dumps": "mysql:5.7"]
    // a service that only dumps what another server has
    var postgres = service("pg", "postgres:17", "shop_data:/pg")
    #expect(problem(postgres, written: written) == nil)
    variables = ["postgres:17": ["PGDATA=/var/lib/postgresql/data"]]
    #expect(problem(postgres, written: written) == nil)
    variables = ["postgres:17": ["PGDATA=/pg"]]
    #expect(problem(postgres, written: written) != nil)
    variables = [:]
    postgres.environment = ["PGDATA": "sealed"]
    #expect(problem(postgres, written: written) != nil)
    // of others only the command could tell
    #expect(problem(service("my", "mysql:8.4", "/srv/dumps:/dumps"), written: written) != nil)
  }

  @Test("stops a database that tells no version at all, once its image is here")
  mutating func untold() {
    let db = service("db", "postgres:latest", pgData)
    #expect(problem(db, written: ["shop_data": "postgres:16"]) == nil)
    variables = ["postgres:latest": ["PATH=/bin"]]
    let found = problem(db, written: ["shop_data": "postgres:16"])
    #expect(found?.message.contains("from postgres 16 to an unknown version") == true)
    #expect(found?.hint?.contains(#"{allow-major: "latest"}"#) == true)
  }

  @Test("knows versions that no tag tells from the images")
  mutating func images() {
    variables = ["postgres:latest": ["PG_MAJOR=17"], "sha256:1": ["PG_MAJOR=16"]]
    let db = service("db", "postgres:latest", pgData)
    let found = problem(db, opened: [use("db", "postgres:latest", pgData)])
    #expect(found?.hint?.contains(#"{allow-major: "17"}"#) == true)
    #expect(problem(db, written: ["shop_data": "postgres:latest major 16"]) != nil)
    #expect(problem(db, written: ["shop_data": "postgres:latest major 17"]) == nil)
    #expect(problem(db, written: ["shop_data": "postgres:latest"]) == nil)
    let project = ResolvedProject(services: [db])
    let rail = MajorRail(policy) { [variables] in variables[$0] ?? [] }
    #expect(
      rail.written(by: project, before: ["gone": "mongo:4"])
        == ["shop_data": "postgres:latest major 17", "gone": "mongo:4"])
  }

  @Test("guards what the policy adds, also before what tells no version")
  mutating func added() {
    policy.majors = ["gitea", "forgejo"]
    let written = ["shop_data": "gitea/gitea:1.22"]
    #expect(problem(service("git", "gitea:1.23", "shop_data:/d"), written: written) == nil)
    #expect(problem(service("git", "gitea:2", "shop_data:/d"), written: written) != nil)
    #expect(problem(service("git", "forgejo:1", "shop_data:/d"), written: written) != nil)
    let latest = problem(service("git", "gitea:main", "shop_data:/d"), written: written)
    #expect(latest?.message.contains("from gitea 1 to an unknown version") == true)
    #expect(latest?.hint?.contains(#"{allow-major: "main"}"#) == true)
    let allowed = service("git", "gitea:main", "shop_data:/d", allow: "main")
    #expect(problem(allowed, written: written) == nil)
  }

  @Test("lets services share what they have shared before")
  mutating func shared() {
    policy.majors = ["gitea", "nextcloud"]
    let services = [
      service("cloud", "nextcloud:28", "shop_files:/a"), service("git", "gitea:1", "shop_files:/b"),
      service("git2", "gitea:1", "shop_files:/b"),
    ]
    let rail = MajorRail(policy) { _ in [] }
    let written = rail.written(by: ResolvedProject(services: services), before: [:])
    #expect(written == ["shop_files": "nextcloud:28, gitea:1"])
    #expect(problem(services[0], services[1], services[2], written: written) == nil)
    let newer = service("git", "gitea:2", "shop_files:/b")
    #expect(
      problem(services[0], newer, written: written)?.message
        .hasPrefix("service git would go from gitea 1 to 2") == true)
  }

  @Test("tells of all services at once")
  func several() {
    let found = problem(
      service("a", "postgres:17", "va:/var/lib/postgresql"),
      service("b", "mysql:8.0", "vb:/var/lib/mysql"),
      written: ["va": "postgres:16", "vb": "mysql:5.7"])
    #expect(found?.message.contains("service a would") == true)
    #expect(found?.message.contains("; service b would") == true)
    let (a, b) = (#"{allow-major: "17"} under the service a"#, #"{allow-major: "8.0"} under the"#)
    #expect(found?.hint?.contains("\(a), x-converge: \(b) service b") == true)
  }
}
