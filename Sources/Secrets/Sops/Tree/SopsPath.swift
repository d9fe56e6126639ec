/// Where a value stands in a file: `db.users[0].name`, or a dotenv file's variable.
public struct SopsPath: Equatable, Sendable {
  enum Step: Equatable {
    case key([UInt8])
    /// Of an element in a list, from 0.
    case index(Int)
  }

  let steps: [Step]

  /// Reads a path as a person writes it.
  ///
  /// - Parameters:
  ///   - text: in json and yaml keys with dots between them, `[0]` for an element of a list, and
  ///     quotes around keys with dots or brackets (`a."b.c"`); in dotenv the name alone.
  ///   - format: that of the file.
  /// - Throws: `malformed`, or `unsupported` for binary files, which have no keys.
  public init(_ text: String, in format: SopsFormat) throws(SecretsError) {
    switch format {
    case .binary:
      throw SecretsError(
        .unsupported("a binary file has one value and no keys: use converge secrets edit"))
    case .dotenv:
      let bytes = Array(text.utf8)
      guard !bytes.isEmpty, bytes[0] != UInt8(ascii: "#"),
        !bytes.contains(where: { $0 == UInt8(ascii: "=") || $0 <= 32 || $0 == 127 })
      else {
        throw SecretsError(.malformed("\(ByteText.printable(bytes)) is no name of a variable"))
      }
      steps = [.key(bytes)]
    case .json, .yaml:
      var reader = SopsPathReader(text)
      guard let steps = reader.steps(), case .key = steps.first else {
        throw SecretsError(
          .malformed(
            "not a path such as db.users[0].name or db.\"a.b\": "
              + ByteText.printable(Array(text.utf8))))
      }
      self.steps = steps
    }
    if case .key(let key) = steps[0], format.isReserved(key) {
      throw SecretsError(.malformed("\(ByteText.printable(key)) is a key of sops itself"))
    }
  }
}

private struct SopsPathReader {
  private var rest: Substring

  init(_ text: String) { rest = Substring(text) }

  /// nil where it is no path.
  mutating func steps() -> [SopsPath.Step]? {
    var steps: [SopsPath.Step] = []
    repeat {
      guard let step = steps.isEmpty ? key() : next() else { return nil }
      steps.append(step)
    } while !rest.isEmpty
    return steps
  }

  private mutating func next() -> SopsPath.Step? {
    switch rest.removeFirst() {
    case ".": return key()
    case "[": return bracket()
    default: return nil
    }
  }

  private mutating func bracket() -> SopsPath.Step? {
    let step: SopsPath.Step?
    if rest.first == "\"" {
      step = key()
    } else {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest.removeFirst(digits.count)
      step = Int(digits).map { .index($0) }
    }
    guard rest.first == "]" else { return nil }
    rest.removeFirst()
    return step
  }

  private mutating func key() -> SopsPath.Step? {
    guard rest.first == "\"" else {
      let word = rest.prefix { !".[]\"".contains($0) }
      rest.removeFirst(word.count)
      return word.isEmpty ? nil : .key(Array(word.utf8))
    }
    rest.removeFirst()
    var word = ""
    while let next = rest.popFirst() {
      if next == "\"" { return .key(Array(word.utf8)) }
      guard let letter = next == "\\" ? rest.popFirst() : next else { return nil }
      word.append(letter)
    }
    return nil
  }
}
