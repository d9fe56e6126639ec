/// Values of a certain form. Each is nil without a problem where the key is missing.
extension Fields {
  /// The seconds of a key that holds a time such as 20s, 10m or 6h; nil with a problem where it holds
  /// something else, or one out of range.
  public func seconds(_ key: String, _ range: ClosedRange<Int64>) -> Int64? {
    guard let node = node(key) else { return nil }
    if let seconds = node.text.flatMap({ TimeSpan(text: $0.value) })?.seconds,
      range.contains(seconds)
    {
      return seconds
    }
    let (least, most) = (TimeSpan(range.lowerBound), TimeSpan(range.upperBound))
    problems.add(
      "\(key) must be a time from \(least) to \(most), such as 20s or 10m", at: node.mark)
    return nil
  }

  /// The value of a key as it is written, whatever YAML may take it for.
  public func scalar(_ key: String) -> Text? {
    guard let node = node(key) else { return nil }
    if case .scalar(let value, _) = node.value { return Text(value, at: node.mark) }
    return text(node, in: key)
  }

  /// The value of a key that holds one of some words, whatever YAML may take it for: `off` is a
  /// boolean to some readers. Capitals do not matter.
  public func word(_ key: String, _ words: [String]) -> String? {
    guard let node = node(key) else { return nil }
    var near: String?
    if case .scalar(let text, _) = node.value {
      let word = text.lowercased()
      if words.contains(word) { return word }
      near = nearest(to: word, in: words)
    }
    let all = words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    problems.add(
      "\(key) must be \(all)" + (near.map { "; did you mean \($0)?" } ?? ""), at: node.mark)
    return nil
  }

  /// The value of a key that holds a version: a string, or a whole number.
  public func version(_ key: String) -> String? {
    guard let node = node(key) else { return nil }
    if case .scalar(let text, plain: true) = node.value, let number = Int(text), number >= 0 {
      return "\(number)"
    }
    return text(node, in: key)?.value
  }

  /// The entries of a key that holds a mapping, read as strictly.
  public func fields(_ key: String, known: [String]) -> Fields? {
    node(key).map { Fields($0, known: known, problems: problems) }
  }

  /// The value of a key that holds mappings under names of any kind, in order.
  public func mappings(_ key: String, known: [String]) -> [(name: String, fields: Fields)] {
    guard let node = node(key) else { return [] }
    var entries: [Node.Entry] = []
    if case .mapping(let list) = node.value { entries = list }
    let outer = Fields(node, known: entries.map(\.key.value), problems: problems)
    return entries.compactMap { entry in
      outer.fields(entry.key.value, known: known).map { (entry.key.value, $0) }
    }
  }
}
