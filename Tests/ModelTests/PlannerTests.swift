import Model
import Testing

@Suite("The planner")
struct PlannerTests {
  @Test("makes the plan of its scenario", arguments: Scenario.all)
  func scenario(_ scenario: Scenario) {
    #expect(scenario.plan.text == scenario.expected)
  }

  @Test("decides on each service of an applied stack", arguments: Scenario.services)
  func services(_ scenario: Scenario) {
    #expect(scenario.steps == scenario.expected)
  }

  @Test("has scenarios to be tested by") func scenariosExist() {
    #expect(Scenario.all.count >= 30)
    #expect(Scenario.services.count >= 15)
    #expect((Scenario.all + Scenario.services).allSatisfy { !$0.expected.isEmpty })
  }
}

@Suite("A stack name")
struct StackNameTests {
  @Test("is a Compose project name", arguments: ["web", "a", "0", "media-2", "a_b", "9front"])
  func valid(_ text: String) { #expect(StackName(text)?.text == text) }

  @Test(
    "is nothing else",
    arguments: [
      "", ".", "..", "../web", "/web", "a/b", "Web", "-web", "_web", "my.app", "a b", "wéb", "a\n",
      String(repeating: "a", count: 201),
    ])
  func invalid(_ text: String) { #expect(StackName(text) == nil) }
}

@Suite("The name a container is to have")
struct NameToBeTests {
  @Test(
    "is what stands behind the id that Compose puts before it",
    arguments: [
      ("0123456789ab_web-app-1", "web-app-1"), ("0123456789ab_a_b", "a_b"),
      ("0123456789ab-web", nil), ("0123456789AB_web", nil), ("0123456789a_web", nil),
      ("0123456789ab_", nil), ("web-app-1", nil),
    ] as [(String, String?)])
  func nameToBe(_ name: String, _ expected: String?) {
    #expect(Container(id: "1", name: name, isReplacement: true).nameToBe == expected)
    #expect(Container(id: "1", name: name).nameToBe == nil)
  }
}

@Suite("A problem")
struct ProblemTests {
  @Test("names file, line and what to do") func description() {
    let problem = Problem("is wrong", at: .init("a/b.yaml", line: 3, column: 5), hint: "mend it")
    #expect("\(problem)" == "a/b.yaml:3:5: is wrong; mend it")
  }
}
