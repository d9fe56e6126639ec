import Testing

@testable import Cycle

@Suite("What a Compose file says of variables")
struct ComposeTextTests {
  @Test(
    "needs a name unless something else stands in for it",
    arguments: [
      ("$A", ["A"]), ("${A}", ["A"]), ("a${A}b${B}", ["A", "B"]), ("$$A", []), ("$${A}", []),
      ("$$$A", ["A"]), ("${A?no}", ["A"]), ("${A:?no}", ["A"]), ("${A-b}", []), ("${A:-b}", []),
      ("${A+b}", []), ("${A:-${B}}", ["B"]), ("$", []), ("${", []), ("$1", []), ("${}", []),
      ("${A", ["A"]), ("${A:", ["A"]), ("5$", []), ("$A$B", ["A", "B"]), ("$A-$B", ["A", "B"]),
    ] as [(String, [String])])
  func required(_ text: String, _ names: [String]) {
    #expect(ComposeVariables(text).uses.filter(\.isRequired).map(\.name) == names)
  }

  @Test("is found behind anchors, tags and merges") func anchors() throws {
    let text = try ComposeText(
      Array(
        """
        x-common: &common
          image: web:${TAG}
        services:
          web:
            <<: *common
            ports: !override ["${PORT}:80"]
            environment: {A: !reset null, B: , C: null, D: ""}
            ? [odd]
            : x
        ---
        services: {web: {command: "$LATE"}}
        """.utf8))
    #expect(text.variables.map(\.name) == ["TAG", "PORT", "LATE"])
    #expect(text.variables.map(\.line) == [2, 6, 11])
    #expect(text.passed == ["A", "B", "C"])
  }

  @Test("names files and other Compose files") func files() throws {
    let text = try ComposeText(
      Array(
        """
        include:
          - a.yaml
          - {path: [b.yaml, c.yaml], env_file: d.env, project_directory: x}
        services:
          web:
            extends: {file: e.yaml, service: web}
            env_file: [f.env, {path: g.env, format: raw}]
            volumes: ["./h:/i", {type: bind, source: j, target: k}]
        secrets: {s: {file: l}, t: {environment: NAME}}
        """.utf8))
    #expect(text.includes.map(\.files) == [["a.yaml"], ["b.yaml", "c.yaml"]])
    #expect(text.includes.last?.environment == ["d.env"] && text.includes.last?.folder == "x")
    #expect(text.extended == ["e.yaml"])
    #expect(text.environmentFiles.map(\.text) == ["d.env", "f.env", "g.env"])
    #expect(text.content.map(\.text).filter { $0 != "bind" } == ["./h:/i", "j", "l"])
    #expect(text.variables.map(\.name) == ["NAME"])
  }
}
