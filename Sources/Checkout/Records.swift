public import Git

/// What the repository remembers of checkouts, in references, so that Git keeps the objects too.
public enum Records {
  /// The commit that was last checked out.
  public static let deployed = "refs/converge/deployed"
  /// The tree that was last checked out: not the commit's own where a stack is held back.
  public static let checkout = "refs/converge/checkout"
  /// Below it stand the trees whose checkout was begun and not finished, see ``Pending``.
  static let pending = "refs/converge/pending/"

  /// The trees of which files may stand in the checkout, as far as they can be read.
  public static func trees(_ repository: Repository) throws(CheckoutError) -> [ObjectID] {
    try git { () throws(GitError) in
      var result: [ObjectID] = []
      for name in [checkout] + (try repository.referenceNames(below: pending)) {
        guard let id = try repository.commitID(of: name), Pending(reference: name)?.folder == nil,
          try repository.contains(id)
        else { continue }
        result.append(id)
      }
      return result
    }
  }
}

/// The references as they are to be after a checkout.
struct Place {
  let commit: ObjectID
  let tree: ObjectID
  let branch: String

  private var reference: String { "refs/heads/\(branch)" }
  private var records: [(name: String, id: ObjectID)] {
    [(Records.checkout, tree), (Records.deployed, commit)]
  }

  /// Whether the repository says so already.
  func isRecorded(in repository: Repository) throws(CheckoutError) -> Bool {
    try git { () throws(GitError) in
      for (name, id) in records + [(reference, commit)] {
        if try repository.commitID(of: name) != id { return false }
      }
      return try repository.headReference() == reference
    }
  }

  func record(
    in repository: Repository, step: (String) -> Void
  ) throws(CheckoutError) {
    try git { () throws(GitError) in
      for (name, id) in records where try repository.commitID(of: name) != id {
        step(name)
        try repository.setReference(name, to: id)
      }
      if try repository.headReference() != reference {
        step("HEAD")
        try repository.setHead(branch: branch)
      }
      if try repository.commitID(of: reference) == commit { return }
      try removeConflicts(in: repository, step: step)
      step(reference)
      try repository.setReference(reference, to: commit)
    }
  }

  /// A branch `a` and a branch `a/b` cannot both be: the one of before makes room.
  private func removeConflicts(
    in repository: Repository, step: (String) -> Void
  ) throws(GitError) {
    for name in try repository.referenceNames(below: "refs/heads/") {
      if name.hasPrefix(reference + "/") || reference.hasPrefix(name + "/") {
        step(name)
        try repository.removeReference(name)
      }
    }
  }
}
