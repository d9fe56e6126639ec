internal import CSodium
internal import Glibc

/// Guarded and locked memory for keys, cut into cells: to lock and unlock pages for each key takes
/// longer than to use it. The pages stay; a cell that is given back is wiped.
final class KeyMemory: @unchecked Sendable {
  static let shared = KeyMemory()

  /// Bytes that a cell holds: keys, points and digests.
  static let cellSize = 64
  private static let cells = 256

  private let start: UnsafeMutablePointer<UInt8>
  private var free: [UnsafeMutablePointer<UInt8>]
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

  private init() {
    Sodium.ready()
    let size = Self.cells * Self.cellSize
    guard let memory = sodium_malloc(size) else { preconditionFailure("no memory for keys") }
    // libsodium fills new memory with a pattern
    sodium_memzero(memory, size)
    let start = memory.bindMemory(to: UInt8.self, capacity: size)
    self.start = start
    free = (0..<Self.cells).map { start + $0 * Self.cellSize }
    lock.initialize(to: pthread_mutex_t())
    pthread_mutex_init(lock, nil)
  }

  /// Memory of at least `count` bytes, all zero; pages of its own where cells are too small or all
  /// taken.
  func take(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    if count <= Self.cellSize, let cell = takeCell() { return cell }
    guard let memory = sodium_malloc(max(count, 1)) else {
      preconditionFailure("no memory for a key of \(count) bytes")
    }
    sodium_memzero(memory, max(count, 1))
    return memory.bindMemory(to: UInt8.self, capacity: max(count, 1))
  }

  /// Wipes memory that was taken, and takes it back.
  func give(_ memory: UnsafeMutablePointer<UInt8>) {
    guard (start..<(start + Self.cells * Self.cellSize)).contains(memory) else {
      return sodium_free(memory)
    }
    sodium_memzero(memory, Self.cellSize)
    pthread_mutex_lock(lock)
    free.append(memory)
    pthread_mutex_unlock(lock)
  }

  private func takeCell() -> UnsafeMutablePointer<UInt8>? {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return free.popLast()
  }
}
