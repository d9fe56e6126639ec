import Testing
import YAML

@Suite("Fields of a mapping")
struct FieldsTests {
  private let problems = Problems()

  private func fields(_ text: String) throws -> Fields {
    let root = try #require(try Node.parse(Array(text.utf8)))
    return Fields(root, known: ["name", "token-file", "list"], problems: problems)
  }

  private var messages: [String] { problems.all.map(\.description) }

  @Test("are read with their places")
  func good() throws {
    let fields = try fields("name: media\nlist: [a, '1']\n")
    #expect(fields.string("name") == Text("media", at: Mark(line: 1, column: 7)))
    #expect(fields.strings("list")?.map(\.value) == ["a", "1"])
    #expect(fields.string("token-file") == nil)
    #expect(fields.has("name") && !fields.has("token-file"))
    #expect(fields.mark(of: "list") == Mark(line: 2, column: 1))
    #expect(messages.isEmpty)
  }

  @Test("show everything wrong at once, in the order of the text")
  func all() throws {
    let fields = try fields(
      "name: 12\ntoken_file: a\nzebra: b\nname: x\nlist: [a, true, [b], ~, '']\ntoken-file: []\n")
    _ = (fields.string("token-file"), fields.strings("list"), fields.string("name"))
    #expect(
      messages == [
        "1:7: name must be a string, not a number: put it in quotes",
        "2:1: unknown key \"token_file\"; did you mean token-file?",
        "3:1: unknown key \"zebra\"; known here: name, token-file, list",
        "4:1: duplicate key \"name\", first on line 1",
        "5:11: list must be a string, not a boolean: put it in quotes",
        "5:17: list must be a string, not a list",
        "5:22: list has no value",
        "5:25: list is empty",
        "6:13: token-file must be a string, not a list",
      ])
  }

  @Test("are none where there is no mapping")
  func noMapping() throws {
    let fields = try fields("- name\n")
    #expect(fields.string("name") == nil)
    #expect(messages == ["1:1: must be a mapping (key: value), not a list"])
  }

  @Test("do not take one value for a list")
  func noList() throws {
    #expect(try fields("list: a\n").strings("list") == nil)
    #expect(messages == ["1:7: list must be a list, not a string"])
  }

  @Test(
    "are booleans in one spelling only",
    arguments: [
      ("true", true, nil), ("false", false, nil), ("yes", nil, 7), ("'true'", nil, 7),
      ("1", nil, 7), ("", nil, 6), ("[true]", nil, 7),
    ] as [(String, Bool?, Int?)])
  func booleans(value: String, expected: Bool?, column: Int?) throws {
    let fields = try fields("name: \(value)\n".replacing(": \n", with: ":\n"))
    #expect(fields.boolean("name") == expected)
    #expect(
      messages == (column.map { ["1:\($0): name must be true or false, without quotes"] } ?? []))
    #expect(fields.boolean("list") == nil)
  }

  @Test("show an unknown key on one short line")
  func longKey() throws {
    let key = "\"a\\nb" + String(repeating: "x", count: 200) + "\""
    _ = try fields("\(key): 1\n")
    #expect(messages.count == 1)
    #expect(messages[0].hasPrefix("1:1: unknown key \"a?bxxx"))
    #expect(messages[0].utf8.count < 150)
  }

  @Test(
    "are guessed at by what was probably meant",
    arguments: [
      ("remote", "remotes"), ("age_keys", "age-keys"), ("ageKeys", "age-keys"),
      ("chekcout", "checkout"), ("urls", nil), ("b", nil), ("", nil), ("brnach", "branch"),
    ] as [(String, String?)])
  func guesses(word: String, meant: String?) {
    #expect(nearest(to: word, in: ["remotes", "branch", "checkout", "age-keys"]) == meant)
  }
}
