/// What a remote sends is kept where it is all that its branch needs: else no other remote could send
/// what is missing of a commit that is here.
extension Repository {
  /// Downloads what a branch is at, unless it is here, and looks at it: a commit that no reference
  /// names yet may be anything.
  ///
  /// - Parameters:
  ///   - incoming: where it is downloaded to.
  ///   - download: does it, and returns how many objects came.
  /// - Throws: `GitError`, with `.unreachable` where the remote did not send everything, with
  ///   `.malformed` where it sent what can be no checkout, with `.damaged` where this repository is.
  func receive(
    _ head: ObjectID, _ action: String, _ incoming: Incoming,
    _ download: () throws(GitError) -> Int
  ) throws(GitError) -> Fetched {
    let isHere = try contains(head)
    // as in most cycles: spares the look at every reference
    if isHere, try commitID(of: "HEAD") == head {
      return try fetched(head, 0, kind(of: head), action)
    }
    let known = try references()
    if isHere {
      // what a reference names was looked at when it came
      let state = try known.contains(head) ? kind(of: head) : state(of: head, since: known)
      return try fetched(head, 0, state, action)
    }
    try incoming.open()
    let count: Int
    do {
      count = try download()
    } catch {
      guard error.code == .damaged else { throw error }
      throw try isDamagedHere(incoming) ? error : GitError(.unreachable, action, error.reason)
    }
    let state = try incoming.repository.state(of: head, since: known)
    if case .part(let fault) = state, try !isDamagedHere(incoming) {
      throw GitError(
        .unreachable, action,
        "not all of \(head.short) came: \(fault); git fsck there shows what it lacks")
    }
    try incoming.accept()
    return try fetched(head, count, state, action)
  }

  /// Whether something is missing or damaged here that a server relies on when it is told what is
  /// here.
  private func isDamagedHere(_ incoming: Incoming) throws(GitError) -> Bool {
    let own = try Repository.open(path)
    own.goesOn = incoming.repository.goesOn
    return try !own.isSound()
  }

  private func fetched(
    _ head: ObjectID, _ count: Int, _ state: Delivery, _ action: String
  ) throws(GitError) -> Fetched {
    switch state {
    case .whole: break
    // what is only missing here is not the remote's failure
    case .part: _ = try commit(head)
    case .malformed(let error):
      throw GitError(
        .malformed, action,
        "\(head.short) cannot be used: \(error); git fsck there shows what is wrong with it")
    }
    return Fetched(head: head, objects: count)
  }

  private enum Delivery {
    case whole
    /// Something is missing.
    case part(String)
    /// Something was made wrongly.
    case malformed(GitError)
  }

  /// Looks at nothing but the commit itself.
  private func kind(of head: ObjectID) throws(GitError) -> Delivery {
    do {
      _ = try commit(head)
      return .whole
    } catch {
      guard error.code == .malformed else { throw error }
      return .malformed(error)
    }
  }

  /// - Parameter known: commits whose history is not looked at.
  private func state(
    of head: ObjectID, since known: [ObjectID]
  ) throws(GitError) -> Delivery {
    do {
      guard try contains(head) else { return .part("the commit itself is missing") }
      _ = try commit(head)
      try readHistory(of: head, without: known)
      return try isComplete(head) ? .whole : .part("a file or folder of it is missing")
    } catch {
      switch error.code {
      case .malformed: return .malformed(error)
      case .damaged, .notFound: return .part(error.reason)
      // the cycle that deploys it tells
      case .invalidName, .tooLarge: return .whole
      default: throw error
      }
    }
  }
}
