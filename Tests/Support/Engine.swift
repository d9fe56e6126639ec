import Glibc

/// An Engine lent to one test alone: empty when lent, and swept when nobody refers to it any more.
public final class Engine: Sendable {
  public let socket: String

  /// Waits for an Engine that no other test uses.
  public static func lend() throws -> Engine { try lend(1)[0] }

  /// Waits for several at once, for what happens between hosts.
  public static func lend(_ count: Int) throws -> [Engine] {
    guard Lab.sockets.count >= count else {
      throw FixtureError("the laboratory has \(Lab.sockets.count) engines, not \(count)")
    }
    // each is given back whatever comes of another
    let engines = pool.take(count).map { Engine(socket: $0) }
    for engine in engines {
      try engine.sweep()
      let left = try engine.containerIDs()
      guard left.isEmpty else { throw FixtureError("\(engine.socket) keeps \(left)") }
    }
    return engines
  }

  private init(socket: String) { self.socket = socket }

  deinit {
    _ = try? sweep()
    pool.giveBack(socket)
  }

  /// Runs `docker` against this Engine, whatever comes of it.
  public func docker(_ arguments: String...) throws -> Output { try docker(arguments) }

  public func docker(_ arguments: [String]) throws -> Output {
    try run(["docker", "-H", "unix://\(socket)"] + arguments)
  }

  /// The lines `docker` prints; it must succeed.
  public func lines(_ arguments: String...) throws -> [String] { try lines(arguments) }

  public func lines(_ arguments: [String]) throws -> [String] {
    let lines = try must(["docker", "-H", "unix://\(socket)"] + arguments).split(separator: "\n")
      .map(String.init)
    if arguments.first == "stop", let name = arguments.last { try awaitEnd(of: name) }
    return lines
  }

  /// What the Engine lists lags a moment behind what it has answered.
  private func awaitEnd(of container: String) throws {
    let isListed = { [self] in
      try lines("ps", "--no-trunc", "--format", "{{.ID}} {{.Names}}").contains {
        $0.split(separator: " ").contains { $0 == container }
      }
    }
    guard try eventually({ try !isListed() }) else {
      throw FixtureError("\(container) does not stop")
    }
  }

  /// Removes every container, network, volume and image.
  private func sweep() throws {
    for id in try containerIDs() { try delete("/containers/\(id)?force=1&v=1") }
    for line in try networkLines() { try delete("/networks/\(line.prefix { $0 != " " })") }
    for name in try volumes() { try delete("/volumes/\(name)?force=1") }
    for id in try images() { try delete("/images/\(id)?force=1") }
  }
}

/// The Engines nobody uses.
private let pool = Pool()

private final class Pool: @unchecked Sendable {
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var free = Lab.sockets
  /// Whose turn it is among those who wait, and who comes last.
  private var turns = (now: 0, last: 0)

  init() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
  }

  /// All at once or none, so that two tests never wait for each other; first come, first served, so
  /// that one that needs two is not overtaken for ever.
  func take(_ count: Int) -> [String] {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    let turn = turns.last
    turns.last += 1
    while turns.now != turn || free.count < count { pthread_cond_wait(changed, lock) }
    turns.now += 1
    pthread_cond_broadcast(changed)
    defer { free.removeFirst(count) }
    return Array(free.prefix(count))
  }

  func giveBack(_ socket: String) {
    pthread_mutex_lock(lock)
    free.append(socket)
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(lock)
  }
}
