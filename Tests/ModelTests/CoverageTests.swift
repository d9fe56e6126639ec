import Model
import Testing

/// That the scenarios leave nothing out: a new case does not compile until it says by which words
/// a golden plan shows it.
@Suite("The scenarios")
struct CoverageTests {
  private let plans = Scenario.all.map(\.expected).joined()
  private let steps = Scenario.services.map(\.expected).joined()

  @Test("show every cause") func causes() {
    var next: Cause? = .firstDeployment
    var seen: Set<String> = []
    while let cause = next {
      seen.insert(cause.kind)
      let (words, following) = CoverageTests.shown(cause)
      if let words { #expect((plans + steps).contains(words), "\(cause.kind): \(words)") }
      next = following
    }
    #expect(seen.count == 20)
  }

  @Test("show every drift, of stacks and of their services") func drifts() {
    var next: Drift? = .missing(service: "")
    var count = 0
    while let drift = next {
      let (words, following) = CoverageTests.shown(drift)
      for word in words { #expect(plans.contains(word), "\(word)") }
      #expect(words.contains { steps.contains($0) }, "\(words)")
      next = following
      count += 1
    }
    #expect(count == 9)
  }

  /// What a golden plan has to say, and the next case. Nil for what is known only after `up`.
  private static func shown(_ cause: Cause) -> (words: String?, next: Cause?) {
    switch cause {
    case .firstDeployment: (": first deployment\n", .containersMissing)
    case .containersMissing: (": its containers were gone\n", .notApplied)
    case .notApplied: ("nothing is known of what was applied", .changed([]))
    case .changed: ("changed: stacks/web/Caddyfile in abc1234 (Ann Lee: ", .secretsChanged)
    case .secretsChanged: ("decrypted values changed", .drift(.missing(service: "")))
    case .drift: ("container of app is missing", .fullPass)
    case .fullPass: ("full pass", .postponed)
    case .postponed: ("its containers were paused", .unverified)
    case .unverified: ("applied before, and not verified", .rolledBack(from: ""))
    case .rolledBack: ("back from abc1234, which failed", .newService)
    case .newService: ("(new in the stack)", .image(from: "", to: ""))
    case .image: ("(image app:1 to app:2)", .imageContent("", from: "", to: ""))
    case .imageContent: (nil, .build)
    case .build: ("what its image is built from changed", .environment([]))
    case .environment: ("environment changed: ", .definition([]))
    case .definition: ("command, labels changed", .replicas(from: 0, to: 0))
    case .replicas: ("1 to 3 containers", .file(FileChange("")))
    case .file: ("stacks/web/conf/app.ini in abc1234 (Ann: tune it)", .inlineFile(""))
    case .inlineFile: ("content of motd changed", .newerFile(""))
    case .newerFile: ("is newer than the container", .dependency(""))
    case .dependency: (nil, .compose(from: nil, to: nil))
    case .compose: (nil, .notDeclared(host: ""))
    case .notDeclared: ("not declared for media", nil)
    }
  }

  private static func shown(_ drift: Drift) -> (words: [String], next: Drift?) {
    switch drift {
    case .missing: (["container of app is missing"], .count(service: "", is: 0, shall: 0))
    case .count:
      (
        ["has 1 of 2 containers", "has 2 of 1 containers"],
        .ended(container: "", state: .dead, exitCode: nil)
      )
    case .ended:
      (
        [
          "exited with 0", "exited with 137", "-app-1 exited\n", "was never started",
          "keeps restarting", "is dead", "is in an unexpected state",
        ], .renamed(container: "")
      )
    case .renamed: (["has a name that is not its own"], .otherConfiguration(container: ""))
    case .otherConfiguration: (["has another configuration"], .otherImage(container: ""))
    case .otherImage: (["runs another image"], .cutOff(container: "", network: ""))
    case .cutOff: (["is cut off from network back"], .staleMount(service: "", path: ""))
    case .staleMount:
      (["was replaced in the checkout"], .surplus(container: "", service: ""))
    case .surplus: (["no service debug is active"], nil)
    }
  }
}
