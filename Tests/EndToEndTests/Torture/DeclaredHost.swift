import TestSupport

/// A repository that changes at random, and what a host has to run for it.
struct DeclaredHost {
  /// A change of the repository, in words.
  typealias Words = String

  private(set) var stacks: [DeclaredStack]
  private var shared = 0
  private var counter = 0
  private var secrets: [Int: String] = [:]
  private static let names = ["alpha", "beta", "gamma", "delta"]

  init() { stacks = [DeclaredStack(name: "alpha"), DeclaredStack(name: "beta")] }

  var hasFaults: Bool { stacks.contains { $0.fault != nil } }

  /// All files, in place of those of before.
  mutating func files() throws -> Files {
    var files: Files = ["stacks": nil, "global/shared.env": "SHARED=\(shared)\n"]
    files["host/media/stacks.yaml"] =
      stacks.isEmpty ? "[]\n" : stacks.map { "- \($0.name)\n" }.joined()
    for stack in stacks { files.merge(try stack.files { try secret($0) }) { $1 } }
    return files
  }

  private mutating func secret(_ number: Int) throws -> String {
    if let known = secrets[number] { return known }
    let new = try Program.encrypt("TOKEN=token-\(number)\n")
    secrets[number] = new
    return new
  }

  /// What runs now is what a fault goes back to.
  mutating func hasConverged() {
    for index in stacks.indices { stacks[index].good = stacks[index].expected }
  }

  /// Changes something.
  mutating func change(_ dice: inout Dice) -> Words {
    counter += 1
    let absent = DeclaredHost.names.filter { name in !stacks.contains { $0.name == name } }
    switch Int.random(in: 0..<10, using: &dice) {
    case 0 where !absent.isEmpty:
      var new = DeclaredStack(name: dice.pick(absent))
      new.version.shared = shared
      stacks.append(new)
      return "\(new.name) comes"
    case 1 where stacks.count > 1:
      return "\(stacks.remove(at: Int.random(in: stacks.indices, using: &dice)).name) goes"
    case 2:
      shared = counter
      for index in stacks.indices { stacks[index].version.shared = shared }
      return "the shared variable changes"
    default: return changeStack(Int.random(in: stacks.indices, using: &dice), &dice)
    }
  }

  private mutating func changeStack(_ index: Int, _ dice: inout Dice) -> Words {
    let name = stacks[index].name
    stacks[index].version.variable = counter
    switch Int.random(in: 0..<6, using: &dice) {
    case 0:
      stacks[index].version.image = 3 - stacks[index].version.image
      stacks[index].fault = nil
      return "\(name) has another image"
    case 1:
      stacks[index].version.file = counter
      return "\(name) has another file"
    case 2:
      stacks[index].version.secret = counter
      return "\(name) has another secret"
    case 3, 4:
      // what never ran well has nothing to go back to
      guard stacks[index].good != nil else { return "\(name) has another variable" }
      let fault = dice.pick(DeclaredStack.Fault.allCases)
      stacks[index].fault = fault
      return "\(name) has \(fault.rawValue)"
    default:
      stacks[index].fault = nil
      return "\(name) has another variable"
    }
  }
}
