/// A compiled regular expression: a nondeterministic automaton run on all branches at once
/// (Thompson's construction).
struct PatternProgram: Equatable {
  private enum Step: Equatable {
    case consume(ScalarSet)
    case require(PatternNode.Assertion)
    case fork(Int, Int)
    case accept
  }

  private static let maxSteps = 20_000
  /// Parts that are compiled at most; those that add no step count, too.
  private static let maxParts = 100_000

  private var steps: [Step] = []
  private var parts = 0

  /// Compiles a parsed expression; refuses those that would grow too large.
  init(_ node: PatternNode) throws(PatternError) {
    try add(node)
    steps.append(.accept)
  }

  private mutating func add(_ node: PatternNode) throws(PatternError) {
    parts += 1
    guard steps.count < Self.maxSteps, parts < Self.maxParts else {
      throw PatternError(reason: "the regular expression is too large")
    }
    switch node {
    case .empty: break
    case .set(let set): steps.append(.consume(set))
    case .assertion(let assertion): steps.append(.require(assertion))
    case .sequence(let nodes): for node in nodes { try add(node) }
    case .choice(let nodes): try add(choice: nodes)
    case .repetition(let node, let min, let max): try add(node, min: min, max: max)
    }
  }

  /// One fork before each branch but the last, one way out behind each.
  private mutating func add(choice nodes: [PatternNode]) throws(PatternError) {
    var exits: [Int] = []
    for node in nodes.dropLast() {
      let fork = steps.count
      steps.append(.fork(fork + 1, fork + 1))
      try add(node)
      exits.append(steps.count)
      steps.append(.accept)
      steps[fork] = .fork(fork + 1, steps.count)
    }
    if let last = nodes.last { try add(last) }
    for exit in exits { steps[exit] = .fork(steps.count, steps.count) }
  }

  private mutating func add(
    _ node: PatternNode, min: Int, max: Int?
  ) throws(PatternError) {
    for _ in 0..<min {
      let size = steps.count
      try add(node)
      if steps.count == size { break }  // nothing to repeat, or it would take forever
    }
    guard let max else {
      let start = steps.count
      steps.append(.fork(start + 1, start + 1))
      try add(node)
      steps.append(.fork(start, start))
      steps[start] = .fork(start + 1, steps.count)
      return
    }
    var forks: [Int] = []
    for _ in min..<max {
      forks.append(steps.count)
      steps.append(.accept)
      try add(node)
    }
    for fork in forks { steps[fork] = .fork(fork + 1, steps.count) }
  }
}

extension PatternProgram {
  /// Whether the expression occurs anywhere in the text.
  ///
  /// - Throws: where that takes more steps than are left.
  func matches(_ text: [Unicode.Scalar], _ work: PatternWork) throws(PatternError) -> Bool {
    var reached = work.reached
    work.reached = []
    defer { work.reached = reached }
    if reached.count < steps.count {
      reached += [Int](repeating: 0, count: steps.count - reached.count)
    }
    var pending = [0]
    for position in 0...text.count {
      let before = position > 0 ? text[position - 1] : nil
      let after = position < text.count ? text[position] : nil
      work.round += 1
      guard try advance(&pending, before, after, &reached, work) else { return true }
      pending.append(0)
    }
    return false
  }

  /// Turns the steps that are reached before a character into those behind it.
  ///
  /// - Returns: false where the end is reached.
  private func advance(
    _ pending: inout [Int], _ before: Unicode.Scalar?, _ after: Unicode.Scalar?,
    _ reached: inout [Int], _ work: PatternWork
  ) throws(PatternError) -> Bool {
    var next: [Int] = []
    var cost = 0
    let round = work.round
    while let index = pending.popLast() {
      cost += 1
      if reached[index] == round { continue }
      reached[index] = round
      switch steps[index] {
      case .accept: return false
      case .consume(let set):
        guard let after else { continue }
        cost += set.cost(of: after)
        if set.contains(after) { next.append(index + 1) }
      case .fork(let left, let right):
        pending.append(left)
        pending.append(right)
      case .require(let assertion):
        if assertion.holds(before: before, after: after) { pending.append(index + 1) }
      }
    }
    work.left -= cost
    guard work.left >= 0 else { throw PatternError(reason: "takes too long") }
    pending = next
    return true
  }
}
