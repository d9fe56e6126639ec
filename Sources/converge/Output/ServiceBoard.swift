internal import Cycle
internal import Posix

/// What the service is at, in the one line that `systemctl status` has room for.
struct ServiceBoard {
  private struct Item {
    let subject: Subject
    var words: String
    var percent: Int64?
    /// The part of the cycle that it belongs to by its nature.
    var stage: Stage?
  }

  private var stage = Stage.pull
  /// What was said last stands last.
  private var items: [Item] = []

  mutating func take(_ progress: Progress) {
    switch progress {
    case .stage(let stage): self.stage = stage
    case .doing(let stack, let words): set(Item(subject: .stack(stack), words: words))
    case .watching(let stack, let containers):
      let words = "waiting for \(containers.joined(separator: ", "))"
      set(Item(subject: .stack(stack), words: words, stage: .verify))
    case .pulling(let image, let done, let total):
      let percent = total.map { $0 > 0 ? min(100, done * 100 / $0) : 0 }
      let words = "pulling \(image.withoutDigest)"
      set(Item(subject: .image(image), words: words, percent: percent, stage: .images))
    case .done(let stack): items.removeAll { $0.subject == .stack(stack) }
    case .pulled(let image): items.removeAll { $0.subject == .image(image) }
    case .settled: items = []
    case .next: break
    }
  }

  private mutating func set(_ item: Item) {
    if let index = items.firstIndex(where: { $0.subject == item.subject }) {
      if items[index].words == item.words {
        items[index].percent = item.percent
        return
      }
      items.remove(at: index)
    }
    items.append(item)
  }

  /// "apply: jellyfin: starting" and how much of it is done: "45 %".
  var line: (words: String, percent: String) {
    guard let item = items.last else { return ("\(stage.rawValue): \(stage.doing)", "") }
    let name = if case .stack(let name?) = item.subject { "\(name): " } else { "" }
    let more = items.count > 1 ? ", and \(items.count - 1) more" : ""
    let percent = item.percent.map { " \($0) %" } ?? ""
    return ("\((item.stage ?? stage).rawValue): \(name)\(item.words)", percent + more)
  }
}

extension Stage {
  /// What a cycle does in it, where there is no more to say.
  fileprivate var doing: String {
    switch self {
    case .pull: "asking the remotes"
    case .load: "reading what the commit declares"
    case .secrets: "decrypting"
    case .plan: "comparing"
    case .images: "getting images"
    case .teardown: "removing what is not declared"
    case .apply: "bringing up what changed"
    case .verify: "watching what changed"
    case .report: "putting things away"
    }
  }
}
