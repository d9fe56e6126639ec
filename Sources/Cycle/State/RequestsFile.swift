internal import Model
internal import Posix

/// `requests.json`: what people asked for, written without waiting for the cycle at work.
struct RequestsFile: StateFile {
  static let name = "requests.json"
  /// Held only while the file is changed.
  static let lockName = "requests.lock"
  /// Seconds that the lock is waited for.
  static let patience = 10.0

  let version: Int
  let holds: [String: Hold]
  let retries: [String: Int64]

  init(_ requests: Requests) {
    version = Versioned.current
    holds = RequestsFile.texts(requests.holds)
    retries = RequestsFile.texts(requests.retries)
  }

  /// Nil where something is on hold, or to be tried, that cannot be told.
  var requests: Requests? {
    guard let holds = RequestsFile.names(holds), let retries = RequestsFile.names(retries) else {
      return nil
    }
    return Requests(holds: holds, retries: retries)
  }

  private static func texts<Value>(_ table: [StackName: Value]) -> [String: Value] {
    Dictionary(uniqueKeysWithValues: table.map { ($0.key.text, $0.value) })
  }

  private static func names<Value>(_ table: [String: Value]) -> [StackName: Value]? {
    var result: [StackName: Value] = [:]
    for (text, value) in table {
      guard let name = StackName(text) else { return nil }
      result[name] = value
    }
    return result
  }
}

extension StateFolder {
  /// What people asked for; nothing where there is no file.
  ///
  /// - Throws: `.failed` where the file cannot be read: which stacks are to be left alone is not
  ///   known then, and nothing may be done on a guess.
  func requests() throws(Failure) -> Requests {
    do {
      guard try folder.status(ofEntry: RequestsFile.name) != nil else { return Requests() }
    } catch {
      throw .failed(Problem("\(error)"))
    }
    if let found = try readOrForget(RequestsFile.self, RequestsFile.name)?.requests {
      return found
    }
    throw .failed(
      Problem(
        "the file is damaged: it does not say any more which stacks are on hold",
        at: .init(folder.full(RequestsFile.name)),
        hint: "remove it, and put on hold again what is to be left alone: converge hold STACK"))
  }

  /// The same for a cycle that begins; what was asked for by a clock that was set back since is put
  /// right on disk.
  func currentRequests(at now: Int64 = WallClock.now) throws(Failure) -> Requests {
    let found = try requests()
    if found.holds.values.allSatisfy({ $0.since <= now }) { return found }
    return try changeRequests { $0.beginAgain(at: now) }
  }

  /// Changes what is asked for, on disk, whoever else may be at it.
  ///
  /// - Returns: what is asked for now.
  @discardableResult
  func changeRequests(_ change: (inout Requests) -> Void) throws(Failure) -> Requests {
    let lock = try lockRequests()
    let before = try requests()
    var after = before
    change(&after)
    if after != before { try write(RequestsFile(after), RequestsFile.name) }
    _ = consume lock
    return after
  }

  /// Forgets retries that a cycle has acted on, and holds that have ended; writes nothing where
  /// there are none.
  ///
  /// - Parameters:
  ///   - retries: as ``requests()`` told of them.
  ///   - now: seconds since 1970-01-01T00:00:00Z.
  func settleRequests(
    retries: [StackName: Int64], at now: Int64 = WallClock.now
  ) throws(Failure) {
    var rest = try requests()
    let before = rest
    rest.consume(retries)
    rest.forgetEnded(at: now)
    if rest == before { return }
    try changeRequests { requests in
      requests.consume(retries)
      requests.forgetEnded(at: now)
    }
  }

  private func lockRequests() throws(Failure) -> FileLock {
    let path = folder.full(RequestsFile.lockName)
    let end = Instant.now.adding(seconds: RequestsFile.patience)
    do {
      repeat {
        if let lock = try FileLock.take(path) { return lock }
        Instant.pause(seconds: 0.02)
      } while Instant.now < end
    } catch {
      throw .failed(Problem("\(error)"))
    }
    throw .failed(
      Problem("\(path) is held by another process", hint: "look for it with: fuser -v \(path)"))
  }
}
