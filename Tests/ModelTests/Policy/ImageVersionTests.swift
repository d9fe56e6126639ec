import Model
import Testing

private let digest = "sha256:" + String(repeating: "ab", count: 32)

private let takenApart: [(String, String, String?, String?)] = [
  ("postgres", "postgres", nil, nil), ("postgres:16.2-alpine", "postgres", "16.2-alpine", nil),
  ("docker.io/library/postgres:16", "postgres", "16", nil),
  ("index.docker.io/library/postgres", "postgres", nil, nil),
  ("docker.io/gitea/gitea:1.22", "gitea/gitea", "1.22", nil),
  ("registry:5000/library/postgres", "registry:5000/library/postgres", nil, nil),
  ("registry:5000/library/postgres:16", "registry:5000/library/postgres", "16", nil),
  ("postgres@\(digest)", "postgres", nil, digest),
  (
    "registry:5000/a/postgres:16.2-alpine@\(digest)", "registry:5000/a/postgres",
    "16.2-alpine", digest
  ),
  (digest, digest, nil, digest),
]

private let meanings: [(String, String, Bool)] = [
  ("postgres", "postgres:16", true), ("postgres", "ghcr.io/me/postgres:16", true),
  ("postgres", "ghcr.io/me/postgresql:16", false), ("docker.io/postgres", "postgres", true),
  ("ghcr.io/me/postgres", "ghcr.io/me/postgres@\(digest)", true),
  ("ghcr.io/me/postgres", "postgres", false), ("ghcr.io/*", "ghcr.io/a/b:1", true),
  ("ghcr.io/*/b", "ghcr.io/a/b:1", true), ("*/b", "ghcr.io/a/b", true),
  ("ghcr.io/*/c*", "ghcr.io/a/b", false), ("timescale*", "a/timescaledb-ha:pg16", true),
  ("a*a", "a", false), ("*", "anything:1", true), ("", "postgres", false),
]

@Suite("The name of an image")
struct ImageVersionTests {
  @Test(
    "is taken apart",
    arguments: takenApart)
  func parts(image: String, repository: String, tag: String?, digest: String?) {
    let version = ImageVersion(image)
    #expect(version.repository == repository && version.tag == tag && version.digest == digest)
    #expect(version.isPinned == (digest != nil))
  }

  @Test(
    "is meant by patterns",
    arguments: meanings)
  func patterns(pattern: String, image: String, isMeant: Bool) {
    #expect(ImageVersion(image).matches(pattern, bareNames: true) == isMeant)
  }

  @Test("is meant by a bare name in its own registry only, where that is asked")
  func strictly() {
    #expect(ImageVersion("docker.io/library/nginx:1").matches("nginx", bareNames: false))
    #expect(!ImageVersion("ghcr.io/me/nginx:1").matches("nginx", bareNames: false))
    #expect(ImageVersion("ghcr.io/me/nginx:1").matches("*/nginx", bareNames: false))
  }
}

@Suite("The major version of data")
struct DataFamilyTests {
  let policy = Policy(majors: ["gitea", "timescale/*"])

  func family(_ image: String) -> DataFamily? { DataFamily(ImageVersion(image), policy) }

  func major(_ image: String, _ environment: [String] = []) -> String? {
    family(image)?.major(ImageVersion(image), environment: environment)
  }

  @Test(
    "belongs to databases, and what the policy adds",
    arguments: [
      ("postgres:16", "postgres"), ("ghcr.io/immich-app/postgres:14", "postgres"),
      ("mariadb", "mariadb"), ("docker.io/library/mysql:8", "mysql"),
      ("mongo@sha256:abab", "mongo"),
      ("gitea/gitea:1", "gitea"), ("timescale/timescaledb:2", "timescale/*"), ("nginx:1", nil),
      ("prom/mysqld-exporter:1", nil), ("postgres-exporter", nil), ("adminer", nil),
    ] as [(String, String?)])
  func families(image: String, name: String?) { #expect(family(image)?.name == name) }

  @Test(
    "is told by tags",
    arguments: [
      ("postgres:16-alpine", "16"), ("postgres:16.2-alpine3.19", "16"), ("postgres:v16.1", "16"),
      ("postgres:17beta1", "17"), ("postgres:17rc1-alpine", "17"), ("postgres:9.6.24", "9.6"),
      ("postgres:9.6-alpine", "9.6"), ("postgres:9", nil), ("postgres:10", "10"),
      ("postgres:latest", nil), ("postgres", nil), ("postgres:alpine", nil),
      ("postgres:bookworm", nil), ("postgres:sha-3f2c1d0", nil), ("postgres:3f2c1d0", nil),
      ("postgres:20240101", nil), ("postgres:14-vectorchord0.4.3-pgvectors0.2.0", "14"),
      ("postgres@sha256:abab", nil), ("postgres:16@sha256:abab", "16"), ("mariadb:10.6", "10.6"),
      ("mariadb:lts", nil), ("mysql:5.7", "5.7"), ("mysql:8.4.1-oracle", "8.4"),
      ("mongo:4.4", "4.4"), ("mongo:7.0-jammy", "7"), ("gitea/gitea:v3.1", "3"),
      ("gitea/gitea:2024.1", "2024"), ("gitea/gitea:main", nil), ("gitea/gitea:1.22+build", "1"),
      ("timescale/timescaledb:2.14.2-pg16", "16"), ("timescale/timescaledb-ha:pg15.4-ts2", "15"),
      ("timescale/timescaledb:2.14.2", "2"), ("gitea:", nil), ("gitea:v", nil), ("gitea:-1", nil),
    ] as [(String, String?)])
  func tags(image: String, expected: String?) { #expect(major(image) == expected) }

  @Test(
    "is told by what is in the image",
    arguments: [
      ("postgres:latest", "PG_MAJOR=16", "16"), ("postgres:1.3", "PG_MAJOR=16", "16"),
      ("postgres:latest", "PG_MAJOR=9.6", "9.6"), ("postgres:latest", "PG_VERSION=16.2-1", "16"),
      ("postgres:16", "PATH=/bin", "16"), ("postgres", "PG_MAJOR_OLD=16", nil),
      ("mariadb", "MARIADB_VERSION=1:10.11.6+maria~ubu2204", "10.11"),
      ("mysql", "MYSQL_MAJOR=8.4", "8.4"), ("mysql", "MYSQL_MAJOR=innovation", nil),
      ("mongo", "MONGO_MAJOR=7.0", "7"), ("mongo", "PG_MAJOR=16", nil),
      ("timescale/timescaledb", "PG_MAJOR=16", "16"),
      ("timescale/timescaledb:2.1-pg15", "PG_MAJOR=16", "15"),
    ] as [(String, String, String?)])
  func variables(image: String, variable: String, expected: String?) {
    #expect(major(image, ["PATH=/usr/bin", variable]) == expected)
  }

  @Test("is looked for in the next variable where the first one says nothing")
  func nextVariable() {
    #expect(major("mysql", ["MYSQL_MAJOR=innovation", "MYSQL_VERSION=9.1.0-1.el9"]) == "9.1")
  }
}
