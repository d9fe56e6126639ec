internal import Model
internal import YAML

/// `host/<name>/stacks.yaml`: a list of stack names, nothing else.
enum StackList {
  /// - Parameters:
  ///   - bytes: the file.
  ///   - file: its path in the repository, for messages.
  /// - Throws: everything that is wrong with it. A list that was not read completely is no list:
  ///   a missing name would tear a stack down.
  static func parse(_ bytes: [UInt8], file: String) throws(InvalidDeclaration) -> [StackName] {
    let items = try items(bytes, file: file)
    var names: [StackName] = []
    var seen: Set<StackName> = []
    var problems: [Problem] = []
    for item in items {
      let place = Problem.Place(file, line: item.mark.line, column: item.mark.column)
      switch name(item) {
      case .failure(var problem):
        problem.place = place
        problems.append(problem)
      case .success(let name) where !seen.insert(name).inserted:
        problems.append(Problem("\(name) is listed twice", at: place, hint: "remove one of them"))
      case .success(let name): names.append(name)
      }
    }
    if !problems.isEmpty { throw InvalidDeclaration(problems: problems) }
    return names
  }

  private static func items(_ bytes: [UInt8], file: String) throws(InvalidDeclaration) -> [Node] {
    let hint = "write one stack name a line, each behind a dash; an empty list is written []"
    let node: Node?
    do {
      node = try Node.parse(bytes)
    } catch {
      let place = Problem.Place(file, line: error.line, column: error.column)
      throw InvalidDeclaration(problems: [Problem(error.reason, at: place, hint: hint)])
    }
    guard let node, node.kind != .null else {
      throw InvalidDeclaration(
        problems: [Problem("the document is empty", at: .init(file), hint: hint)])
    }
    guard case .sequence(let items) = node.value else {
      let place = Problem.Place(file, line: node.mark.line, column: node.mark.column)
      let message = "must be a list of stack names, not \(node.kind.words)"
      throw InvalidDeclaration(problems: [Problem(message, at: place, hint: hint)])
    }
    return items
  }

  private static func name(_ item: Node) -> Result<StackName, Problem> {
    guard let text = item.text?.value else {
      let hint =
        [.boolean, .number].contains(item.kind)
        ? "put it in quotes if it is a name" : "write a stack name"
      return .failure(Problem("a stack name must be a string, not \(item.kind.words)", hint: hint))
    }
    guard let name = StackName(text) else {
      return .failure(
        Problem(
          "\(printable(text)) is not a stack name",
          hint: "use lower-case letters, digits, - and _, a letter or digit first: "
            + "the name is that of the folder below stacks/ and of the Compose project"))
    }
    return .success(name)
  }

  private static func printable(_ text: String) -> String {
    let clean = text.unicodeScalars.prefix(60).map { $0.value < 32 || $0.value == 127 ? "?" : $0 }
    return "\"\(String(String.UnicodeScalarView(clean)))\""
  }
}

/// A declaration that was not read completely: nothing may be done on it.
struct InvalidDeclaration: Error, Equatable {
  let problems: [Problem]
}
