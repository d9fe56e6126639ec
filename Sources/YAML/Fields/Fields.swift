/// The entries of a mapping, read strictly: unknown, duplicate and mistyped ones are problems.
public struct Fields {
  /// Where the mapping stands.
  public let mark: Mark
  private let entries: [String: Node.Entry]
  let problems: Problems

  /// Reads a mapping's keys.
  ///
  /// - Parameters:
  ///   - node: what should be a mapping; anything else is a problem, and like an empty one after.
  ///   - known: the keys that may stand there.
  ///   - problems: where problems go.
  public init(_ node: Node, known: [String], problems: Problems) {
    mark = node.mark
    self.problems = problems
    var entries: [String: Node.Entry] = [:]
    if case .mapping(let list) = node.value {
      for entry in list {
        let key = entry.key.value
        if let first = entries[key] {
          problems.add(
            "duplicate key \(quoted(key)), first on line \(first.key.mark.line)",
            at: entry.key.mark)
        } else {
          entries[key] = entry
          if !known.contains(key) {
            problems.add(unknown(key, known: known), at: entry.key.mark)
          }
        }
      }
    } else {
      problems.add("must be a mapping (key: value), not \(node.kind.words)", at: node.mark)
    }
    self.entries = entries
  }

  /// Whether the key is there, whatever its value.
  public func has(_ key: String) -> Bool { entries[key] != nil }

  /// The value of a key, whatever it is.
  func node(_ key: String) -> Node? { entries[key]?.value }

  /// Where the key stands, or the mapping where it does not.
  public func mark(of key: String) -> Mark { entries[key]?.key.mark ?? mark }

  /// The value of a key that holds a string that is not empty; nil with a problem where it holds
  /// something else, nil without one where the key is missing.
  public func string(_ key: String) -> Text? {
    entries[key].flatMap { text($0.value, in: key) }
  }

  /// The value of a key that holds `true` or `false`; nil with a problem where it holds something
  /// else, nil without one where the key is missing.
  public func boolean(_ key: String) -> Bool? {
    guard let node = entries[key]?.value else { return nil }
    if case .scalar(let text, plain: true) = node.value {
      if text == "true" { return true }
      if text == "false" { return false }
    }
    problems.add("\(key) must be true or false, without quotes", at: node.mark)
    return nil
  }

  /// The value of a key that holds a whole number; nil with a problem where it holds something else.
  public func integer(_ key: String, _ range: ClosedRange<Int>) -> Int? {
    guard let node = entries[key]?.value else { return nil }
    if case .scalar(let text, plain: true) = node.value, let number = Int(text),
      range.contains(number)
    {
      return number
    }
    problems.add(
      "\(key) must be a whole number from \(range.lowerBound) to \(range.upperBound)",
      at: node.mark)
    return nil
  }

  /// The items of a list of strings.
  public func strings(_ key: String) -> [Text]? {
    nodes(key)?.compactMap { text($0, in: key) }
  }

  /// The items of a list, whatever they are.
  public func nodes(_ key: String) -> [Node]? {
    guard let node = entries[key]?.value else { return nil }
    guard case .sequence(let items) = node.value else {
      problems.add("\(key) must be a list, not \(node.kind.words)", at: node.mark)
      return nil
    }
    return items
  }

  func text(_ node: Node, in key: String) -> Text? {
    switch node.kind {
    case .string:
      if let text = node.text, !text.value.isEmpty { return text }
      problems.add("\(key) is empty", at: node.mark)
    case .null: problems.add("\(key) has no value", at: node.mark)
    case .boolean, .number:
      problems.add(
        "\(key) must be a string, not \(node.kind.words): put it in quotes", at: node.mark)
    case .list, .mapping:
      problems.add("\(key) must be a string, not \(node.kind.words)", at: node.mark)
    }
    return nil
  }
}

/// A key as it stands in a message: in quotes, shortened, on one line.
private func quoted(_ key: String) -> String {
  let clean = key.unicodeScalars.prefix(60).map { $0.value < 32 || $0.value == 127 ? "?" : $0 }
  return "\"\(String(String.UnicodeScalarView(clean)))\""
}

private func unknown(_ key: String, known: [String]) -> String {
  guard let near = nearest(to: key, in: known) else {
    return "unknown key \(quoted(key)); known here: \(known.joined(separator: ", "))"
  }
  return "unknown key \(quoted(key)); did you mean \(near)?"
}
