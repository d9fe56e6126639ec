internal import Model

/// `stacks.json`: what must not be forgotten of each stack.
struct StacksFile: StateFile {
  static let name = "stacks.json"
  static let loss =
    "what is held back is then tried again, all that runs is verified anew, and which version of a"
    + " database wrote its data is not known any more"

  var version = Versioned.current
  /// By the stack's name.
  var stacks: [String: StackRecord] = [:]
}

/// The records of all stacks, read when the first is asked for: a cycle without changes needs none.
final class StackRecords {
  fileprivate(set) var known: [String: StackRecord]?
}

extension Site {
  /// What is on record of a stack.
  func record(of stack: StackName) throws(Failure) -> StackRecord {
    try stackRecords()[stack.text] ?? StackRecord()
  }

  /// What is on record of every stack, by name.
  func stackRecords() throws(Failure) -> [String: StackRecord] {
    if let known = records.known { return known }
    let known = try state.read(StacksFile.self, StacksFile.name)?.stacks ?? [:]
    records.known = known
    return known
  }

  /// Changes the record of a stack, on disk first.
  func change(_ stack: StackName, _ body: (inout StackRecord) -> Void) throws(Failure) {
    var all = try stackRecords()
    let old = all[stack.text]
    var new = old ?? StackRecord()
    body(&new)
    guard new != old ?? StackRecord() else { return }
    all[stack.text] = new
    try keep(all)
  }

  /// Forgets stacks, but for what wrote their data: volumes and folders stay where a stack goes.
  func forgetRecords(where isGone: (StackName) -> Bool) throws(Failure) {
    let all = try stackRecords()
    var rest = all
    for (name, record) in all where StackName(name).map(isGone) ?? true {
      rest[name] = record.data.isEmpty ? nil : StackRecord(data: record.data)
    }
    if rest != all { try keep(rest) }
  }

  private func keep(_ all: [String: StackRecord]) throws(Failure) {
    try state.write(StacksFile(stacks: all), StacksFile.name)
    records.known = all
  }
}
