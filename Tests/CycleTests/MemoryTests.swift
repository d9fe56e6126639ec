import Model
import Testing

@testable import Cycle

@Suite("A full pass")
struct FullPassTests {
  @Test(
    "is due after its time, at the first cycle, and after a clock that jumped back",
    arguments: [
      (1000, 1000, 60, false), (1000, 1059, 60, false), (1000, 1060, 60, true),
      (0, 1000, 60, true), (1000, 999, 60, true), (5_000_000_000, 1000, 60, true),
      (.min, 1000, 60, true), (.max, 1000, 60, true),
    ] as [(Int64, Int64, Int64, Bool)])
  func due(_ last: Int64, _ now: Int64, _ interval: Int64, _ expected: Bool) {
    #expect(Settled.isFullPassDue(last: last, now: now, interval: interval) == expected)
  }

  @Test("that is never to be comes once, when nothing is known") func never() {
    #expect(Settled.isFullPassDue(last: 0, now: 1000, interval: nil))
    #expect(!Settled.isFullPassDue(last: 1, now: 1_000_000, interval: nil))
  }
}

@Suite("A fingerprint")
struct FingerprintTests {
  private let container = Container(
    id: "1", name: "web-app-1", project: "web", service: "app", number: 1, configHash: "h",
    imageID: "i", networks: ["web_default"])

  private func text(_ change: (inout Observation) -> Void = { _ in }) -> String {
    var observation = Observation(
      containers: [container], networks: [Network(id: "n", name: "web_default", project: "web")])
    change(&observation)
    var fingerprint = Fingerprint()
    fingerprint.add(observation, declared: ["web"])
    return fingerprint.text
  }

  @Test("changes with whatever a person may have done to a container") func changes() {
    let changes: [(String, (inout Container) -> Void)] = [
      ("stopped", { $0.state = .exited }), ("removed and made anew", { $0.id = "2" }),
      ("renamed", { $0.name = "other" }), ("cut off", { $0.networks = [] }),
      ("another image", { $0.imageID = "j" }), ("another configuration", { $0.configHash = "g" }),
      ("paused", { $0.state = .paused }), ("exit code", { $0.exitCode = 1 }),
      ("another project", { $0.project = "x" }), ("another service", { $0.service = "x" }),
    ]
    for (name, change) in changes {
      #expect(text { change(&$0.containers[0]) } != text(), "\(name)")
    }
    #expect(text { $0.containers = [] } != text())
    #expect(text { $0.containers.append($0.containers[0]) } != text())
    #expect(text { $0.networks = [] } != text())
  }

  @Test("stays with what comes and goes by itself, and with what is none of Compose's")
  func stays() {
    #expect(text { $0.containers[0].health = .unhealthy } == text())
    #expect(text { $0.containers.append(Container(id: "9", name: "by-hand")) } == text())
    #expect(text { $0.networks.append(Network(id: "9", name: "bridge")) } == text())
    let oneOff = Container(id: "9", name: "web-app-run-1", project: "web", oneOff: true)
    #expect(text { $0.containers.append(oneOff) } == text())
  }

  @Test("knows of projects that are not declared only that they exist") func leftAlone() {
    func other(_ state: Container.State) -> Container {
      Container(id: "9", name: "kept-app-1", project: "kept", state: state)
    }
    let kept = text { $0.containers.append(other(.running)) }
    #expect(kept != text())
    #expect(text { $0.containers.append(other(.exited)) } == kept)
    #expect(text { $0.networks.append(Network(id: "9", name: "k", project: "kept")) } == kept)
  }

  @Test("does not take two short texts for one long one") func borders() {
    func text(_ lists: [[String]]) -> String {
      var fingerprint = Fingerprint()
      for list in lists { fingerprint.add(list) }
      return fingerprint.text
    }
    #expect(text([["ab"]]) != text([["a", "b"]]))
    #expect(text([["a"], ["b"]]) != text([["a", "b"]]))
  }
}

@Suite("What a Compose file reaches outside its folder")
struct ReachTests {
  @Test(
    "is every path that leads up, and every YAML file",
    arguments: [
      ("../../global/a.env", ["global/a.env"]), ("../../global/x:/x:ro", ["global/x"]),
      ("../other", ["stacks/other"]), ("./data:/data", []), ("data", []), ("/etc/x:/x", []),
      ("base.yaml", ["stacks/web/base.yaml"]), ("sub/base.yml", ["stacks/web/sub/base.yml"]),
      ("../../global/${KIND}/x", ["global"]), ("${HOME}/../x", []), ("../../../etc", []),
      ("../..", []), ("nginx:1.27", []), ("../x/../../global/./a", ["global/a"]),
    ] as [(String, [String])])
  func paths(_ text: String, _ expected: [String]) {
    #expect(Reach.paths(in: text, from: "stacks/web") == expected)
  }
}

@Suite("A receipt on disk")
struct ReceiptFileTests {
  private let stack = StackName("web")!
  private let good = """
    {"version": 1, "seal": "s", "stack": "web", "receipt": {"commit": "c", "time": 1, "causes": [],
    "digests": {"manifest": "a", "config": "b", "secrets": "c", "deployment": "d"}, "reach": [],
    "services": {}, "postponed": []}}
    """

  private func fault(_ text: String) -> ReceiptFile.Fault? {
    do {
      _ = try ReceiptFile.parse(Array(text.utf8), of: stack, seal: "s")
      return nil
    } catch {
      return error
    }
  }

  @Test("is read where it is whole, of this stack and this host") func whole() throws {
    #expect(try ReceiptFile.parse(Array(good.utf8), of: stack, seal: "s").commit == "c")
  }

  @Test("is of no use where it is damaged, cut off, foreign or of another time") func faults() {
    #expect(fault("") == .damaged)
    #expect(fault("null") == .damaged)
    #expect(fault(String(good.dropLast(20))) == .damaged)
    #expect(fault(good.replacing("\"reach\": [],", with: "")) == .damaged)
    #expect(fault(good.replacing("\"version\": 1", with: "\"version\": 2")) == .newer)
    #expect(fault(good.replacing("\"seal\": \"s\"", with: "\"seal\": \"t\"")) == .foreign)
    #expect(fault(good.replacing("\"stack\": \"web\"", with: "\"stack\": \"db\"")) == .foreign)
  }
}
