import Docker
import Model
import Testing

private let digest = "sha256:" + String(repeating: "ab", count: 32)

private let namesHere = [
  "nginx", "nginx:1", "nginx:latest", "docker.io/nginx", "docker.io/library/nginx:1",
  "index.docker.io/library/nginx", "library/nginx", "nginx@\(digest)", "nginx:9@\(digest)",
  "docker.io/library/nginx@\(digest)", "127.0.0.1:5000/web:1", "127.0.0.1:5000/web@\(digest)",
  "127.0.0.1:5000/web:7@\(digest)", "docker.io/who/ever@\(digest)",
  "sha256:" + String(repeating: "12", count: 32), "121212121212", "sha256:121212121212",
]

private let namesAbsent = [
  "nginx:2", "127.0.0.1:5000/web", "127.0.0.1:5000/web:2", "web:1", "other@\(digest)",
  "nginx@sha256:" + String(repeating: "cd", count: 32), "who/ever", "1212", "media-built:1",
]

@Suite("The images a stack needs")
struct ImageCheckTests {
  private static let images = [
    LocalImage(
      id: "sha256:" + String(repeating: "12", count: 32), tags: ["nginx:latest", "nginx:1"],
      digests: ["nginx@\(digest)"]),
    LocalImage(
      id: "sha256:" + String(repeating: "34", count: 32), tags: ["127.0.0.1:5000/web:1"],
      digests: ["127.0.0.1:5000/web@\(digest)"]),
    LocalImage(
      id: "sha256:" + String(repeating: "56", count: 32), tags: ["media-built:latest", "own:2"]),
    LocalImage(id: "sha256:" + String(repeating: "78", count: 32), digests: ["who/ever@\(digest)"]),
  ]

  private func check(
    _ image: String?, _ policy: ResolvedService.Policy, buildable: Bool = false,
    rebuilding: Bool = false, service: String = "s"
  ) -> ImageCheck {
    let service = ResolvedService(
      service, image: image, isBuildable: buildable, policy: policy, project: "media")
    return ImageCheck.needs(
      of: ResolvedProject(services: [service]), having: Self.images, rebuilding: rebuilding)
  }

  private let nothing = ImageCheck()
  private let pull = ImageCheck(pull: ["s"])
  private let build = ImageCheck(build: ["s"])
  private let missing = ImageCheck(missing: ["s"])

  @Test("are here under any of their names", arguments: namesHere)
  func here(image: String) { #expect(check(image, .missing) == nothing) }

  @Test("are pulled where they are not here", arguments: namesAbsent)
  func absent(image: String) { #expect(check(image, .missing) == pull) }

  @Test("follow the pull policy")
  func policies() {
    #expect(check("nginx:1", .refresh) == pull)
    #expect(check("nginx:1@\(digest)", .refresh) == nothing)
    #expect(check("other@\(digest)", .refresh) == pull)
    #expect(check("nginx:1", .never) == nothing)
    #expect(check("nginx:2", .never) == missing)
    #expect(check("nginx:1", .build) == nothing)
    #expect(check("nginx:2", .build) == pull)
  }

  @Test("are built where they can be")
  func builds() {
    #expect(check(nil, .missing, buildable: true, service: "built") == nothing)
    #expect(check(nil, .missing, buildable: true) == build)
    #expect(check("own:1", .missing, buildable: true) == build)
    #expect(check("own:2", .missing, buildable: true) == nothing)
    #expect(check("own:2", .missing, buildable: true, rebuilding: true) == build)
    #expect(check("own:2", .build, buildable: true) == build)
    #expect(check("own:1", .never, buildable: true) == build)
    #expect(check("own:2", .never, buildable: true) == nothing)
    #expect(check("own:2", .never, buildable: true, rebuilding: true) == build)
    #expect(check("own:2", .refresh, buildable: true) == pull)
    #expect(check(nil, .refresh, buildable: true) == build)
    #expect(check("nginx:1", .missing, rebuilding: true) == nothing)
  }

  @Test("of several services are told apart")
  func several() {
    let project = ResolvedProject(services: [
      ResolvedService("a", image: "nginx:1", project: "media"),
      ResolvedService("b", image: "b:1", project: "media"),
      ResolvedService("c", image: nil, isBuildable: true, project: "media"),
      ResolvedService("d", image: "d:1", policy: .never, project: "media"),
      ResolvedService("e", image: "e:1", project: "media"),
    ])
    let needs = ImageCheck.needs(of: project, having: Self.images)
    #expect(needs == ImageCheck(pull: ["b", "e"], build: ["c"], missing: ["d"]))
    #expect(!needs.isEmpty && nothing.isEmpty)
  }
}
