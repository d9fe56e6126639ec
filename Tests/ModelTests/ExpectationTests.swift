import Model
import Testing

@Suite("What is expected of a service's containers")
struct ExpectationTests {
  private let web = StackName("web")!

  private func container(_ name: String, _ number: Int?, _ state: Container.State = .running)
    -> Container
  {
    Container(
      id: name, name: name, project: "web", service: "app", number: number, configHash: "any",
      imageID: "any", state: state, networks: ["web_default"])
  }

  private var resolved: ResolvedService {
    var service = ResolvedService("app", image: "app:1", project: "web")
    service.networks = ["web_default"]
    return service
  }

  @Test("before it is applied says nothing of configuration and image") func resolvedService() {
    let expectation = Expectation(resolved, of: web)
    #expect(expectation.configHash == nil && expectation.imageID == nil)
    #expect(expectation.drift(among: [container("web-app-1", 1)]).isEmpty)
  }

  @Test("is as many, under these names, at these networks") func differences() {
    var service = resolved
    service.replicas = 2
    service.networks = ["web_back"]
    #expect(
      Expectation(service, of: web).drift(among: [container("by-hand", 1)]) == [
        .count(service: "app", is: 1, shall: 2), .renamed(container: "by-hand"),
        .cutOff(container: "by-hand", network: "web_back"),
      ])
  }

  @Test("is of its own containers only, without one-offs") func others() {
    var oneOff = container("web-app-run-1", 1)
    oneOff.oneOff = true
    var other = container("web-other-1", 1, .dead)
    other.service = "other"
    let drift = Expectation(resolved, of: web).drift(among: [oneOff, other])
    #expect(drift == [.missing(service: "app")])
  }

  @Test("after it was applied is the hash and image that were seen then") func applied() {
    let receipt = ServiceReceipt(image: "app:1", configHash: "h", imageID: "i")
    #expect(
      Expectation("app", of: web, receipt).drift(among: [container("web-app-1", 1)]) == [
        .otherConfiguration(container: "web-app-1"), .otherImage(container: "web-app-1"),
      ])
  }

  @Test("has a drift that names its service, but for services that are not the stack's")
  func services() {
    let look = Observation(containers: [container("web-app-1", 1)])
    let own: [Drift] = [
      .missing(service: "app"), .count(service: "app", is: 1, shall: 2),
      .staleMount(service: "app", path: "x"), .renamed(container: "web-app-1"),
      .ended(container: "web-app-1", state: .dead, exitCode: nil),
      .otherConfiguration(container: "web-app-1"), .otherImage(container: "web-app-1"),
      .cutOff(container: "web-app-1", network: "n"),
    ]
    #expect(own.allSatisfy { $0.service(in: look) == "app" })
    #expect(Drift.surplus(container: "web-app-1", service: "app").service(in: look) == nil)
    #expect(Drift.renamed(container: "gone").service(in: look) == nil)
  }
}
