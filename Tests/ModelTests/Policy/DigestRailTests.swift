import Model
import Testing

@Suite("The rail before images without a digest")
struct DigestRailTests {
  func project(_ images: String...) -> ResolvedProject {
    ResolvedProject(
      services: images.enumerated().map { ResolvedService("s\($0)", image: $1, project: "shop") })
  }

  @Test("warns unless something else is said")
  func warns() {
    #expect(
      DigestRail(project("nginx:1.27", "redis@sha256:ab", "me/app"), Policy())
        == .warn(
          Problem(
            "no digest: nginx:1.27 (s0), me/app (s2)",
            hint: "name the image as nginx:1.27@sha256:..., or see `images` in global/converge.yaml"
          )))
    #expect(DigestRail(project("redis:7@sha256:ab", "sha256:12"), Policy()) == .pass)
    #expect(DigestRail(project(), Policy(digest: .require)) == .pass)
  }

  @Test("refuses, or says nothing, where that is said")
  func rules() {
    guard case .refuse(let problem) = DigestRail(project("nginx"), Policy(digest: .require)) else {
      Issue.record("was not refused")
      return
    }
    #expect(problem.message == "no digest: nginx (s0)")
    #expect(DigestRail(project("nginx"), Policy(digest: .off)) == .pass)
  }

  @Test("leaves out exceptions, which mean a whole name")
  func exceptions() {
    let policy = Policy(digest: .require, digestExceptions: ["nginx", "registry.lan/*"])
    #expect(
      DigestRail(project("docker.io/library/nginx:1", "registry.lan/a/b:2"), policy) == .pass)
    #expect(DigestRail(project("ghcr.io/me/nginx:1"), policy) != .pass)
  }

  @Test("leaves out what is built")
  func built() {
    let services = [
      ResolvedService("a", image: nil, isBuildable: true, project: "shop"),
      ResolvedService("b", image: "own:1", isBuildable: true, project: "shop"),
    ]
    #expect(
      DigestRail(ResolvedProject(services: services), Policy(digest: .require)) == .pass)
  }
}
