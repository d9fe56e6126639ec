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

  private var steps: [Step] = []

  /// Compiles a parsed expression; refuses those that would grow too large.
  init(_ node: PatternNode) throws(PatternError) {
    try add(node)
    steps.append(.accept)
  }

  private mutating func add(_ node: PatternNode) throws(PatternError) {
    guard steps.count < Self.maxSteps else {
      throw PatternError(reason: "the regular expression is too large")
    }
    switch node {
    case .empty: break
    case .set(let set): steps.append(.consume(set))
    case .assertion(let assertion): steps.append(.require(assertion))
    case .sequence(let nodes): for node in nodes { try add(node) }
    case .choice(let nodes): try add(choice: nodes[...])
    case .repetition(let node, let min, let max): try add(node, min: min, max: max)
    }
  }

  private mutating func add(choice nodes: ArraySlice<PatternNode>) throws(PatternError) {
    guard let first = nodes.first, nodes.count > 1 else {
      if let last = nodes.first { try add(last) }
      return
    }
    let fork = steps.count
    steps.append(.fork(fork + 1, fork + 1))
    try add(first)
    let exit = steps.count
    steps.append(.fork(exit + 1, exit + 1))
    steps[fork] = .fork(fork + 1, steps.count)
    try add(choice: nodes.dropFirst())
    steps[exit] = .fork(steps.count, steps.count)
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

  /// Whether the expression occurs anywhere in the text.
  func matches(_ text: [Unicode.Scalar]) -> Bool {
    var current: [Int] = []
    for position in 0...text.count {
      let before = position > 0 ? text[position - 1] : nil
      let after = position < text.count ? text[position] : nil
      guard let live = expand(current + [0], before: before, after: after) else { return true }
      guard let after else { break }
      current = live.filter { index in
        if case .consume(let set) = steps[index] { return set.contains(after) }
        return false
      }.map { $0 + 1 }
    }
    return false
  }

  /// The steps that consume, reached from `starts`; nil where the end is reached.
  private func expand(
    _ starts: [Int], before: Unicode.Scalar?, after: Unicode.Scalar?
  ) -> [Int]? {
    var seen = [Bool](repeating: false, count: steps.count)
    var pending = starts
    var live: [Int] = []
    while let index = pending.popLast() {
      if seen[index] { continue }
      seen[index] = true
      switch steps[index] {
      case .accept: return nil
      case .consume: live.append(index)
      case .fork(let left, let right): pending += [left, right]
      case .require(let assertion):
        if assertion.holds(before: before, after: after) { pending.append(index + 1) }
      }
    }
    return live
  }
}
