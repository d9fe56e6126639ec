internal import Git
internal import Posix

/// What is to be done, as a person is told.
extension WorkTree {
  func changes(of look: Look) throws(CheckoutError) -> [Change] {
    let removed = Set(look.items.filter { $0.action == .remove }.map(\.path))
    var result: [Change] = []
    for item in look.items {
      let path = item.path.text
      switch item.action {
      case .nothing: break
      case .remove: result.append(Change(path, .removed))
      case .moveAside(let reason): result.append(Change(path, .keptAside(reason)))
      case .setMode: result.append(Change(path, item.kindOfWrite))
      case .write(_, over: .data(let reason)):
        result.append(Change(path, .keptAside(reason)))
        result.append(Change(path, item.kindOfWrite))
      case .write(_, over: .folder):
        if holdsData(item.path, removed) { result.append(Change(path, .keptAside(.untracked))) }
        result.append(Change(path, item.kindOfWrite))
      case .write: result.append(Change(path, item.kindOfWrite))
      }
    }
    return result
  }

  /// Whether a folder holds anything but what is removed and folders left empty by it; true where
  /// it cannot be read.
  private func holdsData(_ path: Path, _ removed: Set<Path>) -> Bool {
    guard let folder = try? root.folder.folder(path.text), let names = try? folder.names() else {
      return (try? root.folder.status(path.text))?.kind == .folder
    }
    return names.contains { name in
      let inner = Path("\(path.text)/\(name)")
      if removed.contains(inner) { return false }
      let isFormer = removed.contains { $0.text.utf8.starts(with: "\(inner.text)/".utf8) }
      return !isFormer || holdsData(inner, removed)
    }
  }
}

extension Look.Item {
  /// Whether the tree changed at this path, or the file.
  fileprivate var kindOfWrite: Change.What {
    guard let was else { return .added }
    return wanted == .blob(was) ? .restored : .updated
  }
}
