internal import Git

extension SecretsLog.Entry {
  /// What it says to a person: who, when and which file, and below it what changed.
  public var lines: [String] {
    let day = DateText.minute(commit.authored)
    return ["\(commit.id.short) \(day)  \(commit.author)  \(file)"] + details.map { "    \($0)" }
  }

  private var details: [String] {
    switch state {
    case .removed: return ["file removed"]
    case .plaintext: return [(isNew ? "file added " : "") + "in plaintext: its values are public"]
    case .damaged: return ["encrypted, but damaged: it cannot be read"]
    case .encrypted, .partial: break
    }
    var lines: [String] = []
    if isNew { lines.append("file added") }
    if wasPlaintext { lines.append("encrypted: its values were in plaintext before") }
    if state == .partial { lines.append("some values are in plaintext") }
    if changes.isAnew { lines.append("all values encrypted anew") }
    lines += Self.list("added", changes.added) + Self.list("changed", changes.changed)
    lines += Self.list("removed", changes.removed)
    lines += Self.list("recipients added:", changes.recipientsAdded.map(named))
    lines += Self.list("recipients removed:", changes.recipientsRemoved.map(named))
    return lines.isEmpty ? ["neither keys nor values"] : lines
  }

  private static func list(_ word: String, _ names: [String]) -> [String] {
    names.isEmpty ? [] : ["\(word) \(names.joined(separator: ", "))"]
  }

  private func named(_ recipient: String) -> String {
    hosts[recipient] ?? RecipientText.short(recipient)
  }
}
