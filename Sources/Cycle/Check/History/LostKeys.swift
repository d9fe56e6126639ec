internal import Git

/// The keys that a host ever had.
struct LostKeys {
  private let path: String
  private var keys: [String: LostHost.Key] = [:]

  /// - Parameter head: the newest commit; nil where there is none yet.
  init(
    of host: String, _ tree: CheckedTree, _ repository: Repository, from head: ObjectID?
  ) throws(GitError) {
    path = CheckedHost.keyFile(of: host)
    for recipient in tree.hosts.first(where: { $0.name == host })?.recipients ?? [] {
      keys[recipient] = .init(recipient: recipient)
    }
    guard let head else { return }
    let name = SecretName.name(of: path)
    let isWanted = { other in other == name }
    try repository.history(from: head, where: isWanted) {
      (commit, changes) throws(GitError) in
      for change in changes where change.path == path {
        take(
          try recipients(change.old, repository), try recipients(change.new, repository), commit)
      }
      return true
    }
  }

  /// Sorted by recipient.
  var all: [LostHost.Key] { keys.values.sorted { $0.recipient < $1.recipient } }

  private func recipients(
    _ blob: ObjectID?, _ repository: Repository
  ) throws(GitError) -> Set<String> {
    guard let blob, case .recipients(let found) = CheckedHost.Key(try repository.blob(blob)) else {
      return []
    }
    return found
  }

  private mutating func take(_ old: Set<String>, _ new: Set<String>, _ commit: Commit) {
    let (id, date) = (commit.id.hex, DateText.full(commit.authored))
    for recipient in new {
      var key = keys[recipient] ?? .init(recipient: recipient)
      (key.since, key.sinceDate) = (id, date)
      keys[recipient] = key
    }
    for recipient in old.subtracting(new) where keys[recipient] == nil {
      keys[recipient] = .init(recipient: recipient, until: id, untilDate: date)
    }
  }
}
