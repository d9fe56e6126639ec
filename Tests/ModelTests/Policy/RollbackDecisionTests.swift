import Model
import Testing

private typealias Change = RollbackDecision.ServiceChange

private let good = StackRecord.Version(commit: "c0ffee", deployment: "good", time: 1)

@Suite("A stack that failed")
struct RollbackDecisionTests {
  private func decide(
    _ changes: Change..., verified: StackRecord.Version? = good, deployment: String = "bad",
    changedAnything: Bool = true, hostFault: String? = nil, rule: RollbackRule? = nil,
    policy: Policy = Policy()
  ) -> RollbackDecision {
    RollbackDecision(
      .init(
        deployment: deployment, verified: verified, changedAnything: changedAnything,
        hostFault: hostFault, rule: rule, changes: changes, policy: policy))
  }

  private func change(
    _ old: String?, _ new: String?, _ service: String = "db", source: String? = "shop_data"
  ) -> Change {
    Change(
      service, old: old.map { .init($0) }, new: new.map { .init($0) },
      data: source.map { [DataMount($0, at: "/d")] } ?? [])
  }

  @Test("goes back to what was verified")
  func rollsBack() {
    #expect(decide() == .rollBack(to: good))
    #expect(decide(change("app:1", "app:2", source: nil)) == .rollBack(to: good))
    #expect(decide(change("app:1.1", "app:1.2")) == .rollBack(to: good))
  }

  @Test("is judged by the majors that the repository names")
  func policy() {
    let step = change("acme/pg:2.14-pg16", "acme/pg:2.14-pg17")
    #expect(decide(step) == .rollBack(to: good))
    let decision = decide(step, policy: Policy(majors: ["acme/pg"]))
    #expect("\(decision)".contains("acme/pg 16 to 17") || "\(decision)".contains("pg 16 to 17"))
  }

  @Test("stays where going back is no way out")
  func stays() {
    #expect(decide(verified: nil) == .stay(reason: "nothing of it was ever verified"))
    #expect(decide(deployment: "good") == .stay(reason: "it is the verified version itself"))
    #expect(decide(changedAnything: false) == .stay(reason: "nothing was changed"))
    #expect(decide(rule: .off) == .stay(reason: "x-converge says rollback: off"))
    #expect(
      decide(hostFault: "the disk is full", rule: .on)
        == .stay(reason: "the fault is the host's: the disk is full"))
    #expect(decide(verified: nil, rule: .on) == .stay(reason: "nothing of it was ever verified"))
  }

  @Test("stays where what stood before could not go back either, unless the commit says so")
  func cutOff() {
    func failure(_ rule: RollbackRule?) -> RollbackDecision.Failure {
      .init(
        deployment: "bad", verified: good, changedAnything: true, rule: rule,
        cutOff: "x-converge said rollback: off")
    }
    #expect(RollbackDecision(failure(nil)) == .stay(reason: "x-converge said rollback: off"))
    #expect(RollbackDecision.cutOff(failure(nil)) == "x-converge said rollback: off")
    #expect(RollbackDecision(failure(.on)) == .rollBack(to: good))
    #expect(RollbackDecision.cutOff(failure(.on)) == nil)
  }

  @Test(
    "stays where data may have been changed for good",
    arguments: [
      ("postgres:16", "postgres:17", "postgres 16 to 17"), ("app:2", "app:1", "app 2 to 1"),
      ("app:latest", "app:2", "app latest to 2"), ("app:2", "app", "app 2 to latest"),
      ("mysql:8", "percona:8", "mysql 8 to percona 8"),
      ("mysql:5.6", "mysql:5.7", "mysql 5.6 to 5.7"),
      ("mysql:8.0", "mysql:8.4", "mysql 8.0 to 8.4"),
      ("mariadb:10.6", "mariadb:10.11", "mariadb 10.6 to 10.11"),
    ])
  func data(old: String, new: String, step: String) {
    #expect(
      decide(change(old, new))
        == .stay(
          reason: "service db went from \(step) and may have changed the data in the volume "
            + "shop_data for good; x-converge: {rollback: on} goes back all the same"))
    #expect(decide(change(old, new), rule: .on) == .rollBack(to: good))
    #expect(decide(change(old, new, source: nil)) == .rollBack(to: good))
  }

  @Test(
    "goes back where the versions are the same, or nothing is known of any",
    arguments: [
      ("app:1", "app:1"), ("app:latest", "app:main"), ("ghcr.io/me/app:1.2", "app:1.3"),
      ("app@sha256:1", "app@sha256:2"), ("mariadb:10.6.1", "mariadb:10.6.20"),
      ("mysql:8.0.31", "mysql:8.0.40"),
    ])
  func sameMajor(old: String, new: String) {
    #expect(decide(change(old, new)) == .rollBack(to: good))
  }

  @Test("goes back from services that are new or gone, unless one took over the data of another")
  func services() {
    #expect(decide(change(nil, "app:2")) == .rollBack(to: good))
    #expect(decide(change("app:1", nil)) == .rollBack(to: good))
    let gone = change("app:1", nil, "old")
    #expect(decide(gone, change(nil, "app:2", source: "other")) == .rollBack(to: good))
    guard case .stay = decide(gone, change(nil, "app:2")) else {
      Issue.record("a renamed service was overlooked")
      return
    }
  }

  @Test("knows versions that no tag tells from the images")
  func variables() {
    let moved = Change(
      "db", old: .init("postgres:latest", environment: ["PG_MAJOR=16"]),
      new: .init("postgres:latest", environment: ["PG_MAJOR=17"]),
      data: [DataMount("/srv/pg", at: "/d")])
    guard case .stay(let reason) = decide(moved) else {
      Issue.record("went back")
      return
    }
    #expect(reason.hasPrefix("service db went from postgres 16 to 17 and may have changed"))
    #expect(reason.contains("the folder /srv/pg"))
  }
}
