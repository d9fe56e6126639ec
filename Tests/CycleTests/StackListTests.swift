import Model
import Testing

@testable import Cycle

@Suite("The list of stacks")
struct StackListTests {
  func parse(_ text: String) throws(InvalidDeclaration) -> [String] {
    try StackList.parse(Array(text.utf8), file: "host/media/stacks.yaml").map(\.text)
  }

  func problems(_ text: String) -> [String] {
    do {
      _ = try parse(text)
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  @Test("is read in its order") func order() throws {
    #expect(try parse("# mine\n- web\n- auth\n\n- \"2048\"\n") == ["web", "auth", "2048"])
  }

  @Test("may be empty if it says so") func explicitlyEmpty() throws {
    #expect(try parse("[]\n") == [])
  }

  @Test(
    "is refused unless it is a list of names, with line and column",
    arguments: [
      ("", ": the document is empty"),
      ("# nothing\n", ": the document is empty"),
      ("~\n", ": the document is empty"),
      ("web\n", ":1:1: must be a list"),
      ("stacks:\n  - web\n", ":1:1: must be a list"),
      ("- web\n- auth: 1\n", ":2:3: a stack name must be a string"),
      ("- web\n-\n", ":2:"),
      ("- 2048\n", ":1:3: a stack name must be a string, not a number; put it in quotes"),
      ("- web\n- true\n", ":2:3: a stack name must be a string, not a boolean"),
      ("- ../web\n", ":1:3: \"../web\" is not a stack name"),
      ("- /etc\n", ":1:3: \"/etc\" is not a stack name"),
      ("- ..\n", ":1:3: \"..\" is not a stack name"),
      ("- Web\n", ":1:3: \"Web\" is not a stack name"),
      ("- web\n- auth\n- web\n", ":3:3: web is listed twice"),
      ("- web\n- [\n", ":"),
      ("- web\n---\n- auth\n", ":"),
      ("- &a web\n- *a\n", ":1:"),
    ])
  func refused(_ text: String, _ expected: String) {
    #expect(problems(text).first?.hasPrefix("host/media/stacks.yaml\(expected)") == true)
  }

  @Test("tells everything that is wrong at once") func allProblems() {
    #expect(problems("- Web\n- ok\n- ..\n- ok\n").count == 3)
  }
}
