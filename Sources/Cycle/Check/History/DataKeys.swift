internal import Secrets

/// Which versions of encrypted files have the same data key, as far as it shows without a key.
///
/// A value that nobody changed keeps its ciphertext for as long as the data key stays, and whoever
/// sets values keeps the recipients' copies of it. Where neither is left the data key is another
/// one, unless all values were set and the recipients changed at once.
struct DataKeys {
  /// One version of a file.
  struct Version {
    fileprivate let node: Int
    fileprivate let recipients: [[String]]
    fileprivate let threshold: Int
  }

  private var parents: [Int] = []
  private var nodes: [[UInt8]: Int] = [:]
  private var doubts: [(Int, Int)] = []
  private var known: Set<Int> = []

  /// Takes in a version.
  ///
  /// - Parameter isOpened: whether the lost key opens it.
  mutating func add(_ file: SopsFile, isOpened: Bool) -> Version {
    let node = parents.count
    parents.append(node)
    for mark in file.keyMarks {
      if let other = nodes[mark] { parents[root(other)] = root(node) } else { nodes[mark] = node }
    }
    if isOpened { known.insert(node) }
    return Version(node: node, recipients: file.recipients, threshold: file.threshold)
  }

  /// Notes that one version came after another.
  ///
  /// - Parameter hasGap: whether something else stood between them.
  mutating func follow(_ new: Version, _ old: Version, hasGap: Bool) {
    let isShared = new.recipients != old.recipients || new.threshold != old.threshold
    if hasGap || isShared { doubts.append((new.node, old.node)) }
  }

  /// The versions whose data key the lost key opened in one of them.
  struct Known {
    fileprivate let surely: Set<Int>
    fileprivate let perhaps: Set<Int>
  }

  /// To be asked for once all versions are there.
  var lost: Known {
    let surely = Set(known.map(root))
    var (perhaps, count) = (surely, -1)
    while perhaps.count != count {
      count = perhaps.count
      for (new, old) in doubts {
        let pair: Set = [root(new), root(old)]
        if !perhaps.isDisjoint(with: pair) { perhaps.formUnion(pair) }
      }
    }
    return Known(surely: surely, perhaps: perhaps)
  }

  /// Whether the lost key opens what this version is encrypted with.
  func state(_ version: Version, _ lost: Known) -> LostHost.DataKey {
    let root = root(version.node)
    return lost.surely.contains(root) ? .known : lost.perhaps.contains(root) ? .perhaps : .other
  }

  private func root(_ node: Int) -> Int {
    var node = node
    while parents[node] != node { node = parents[node] }
    return node
  }
}
