/// Every run of eight bytes of a set of values: an open hash table of 64-bit numbers, made for
/// values of megabytes.
struct WindowSet: Sendable {
  /// Length of a run in bytes.
  static let size = 8

  // Zero marks a free place, so the run of eight zero bytes is kept apart.
  private var table: [UInt64] = []
  private var count = 0
  private var hasZero = false

  var isEmpty: Bool { count == 0 && !hasZero }

  /// Adds every run of a value.
  mutating func insert(_ value: [UInt8]) {
    guard value.count >= Self.size else { return }
    reserve(count + value.count)
    let mask = table.count - 1
    var added = 0
    var zero = false
    table.withUnsafeMutableBufferPointer { buffer in
      guard let table = buffer.baseAddress else { return }
      value.withUnsafeBytes { bytes in
        var start = 0
        let end = bytes.count &- Self.size
        while start <= end {
          let window = bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
          if window == 0 { zero = true } else if Self.place(window, table, mask) { added &+= 1 }
          start &+= 1
        }
      }
    }
    count += added
    hasZero = hasZero || zero
  }

  /// The stretches of `bytes` that known runs cover, in ascending order.
  func stretches(in bytes: [UInt8]) -> [Range<Int>] {
    guard !isEmpty, bytes.count >= Self.size else { return [] }
    var stretches: [Range<Int>] = []
    var open = 0..<0
    let mask = table.count - 1
    table.withUnsafeBufferPointer { buffer in
      guard let table = buffer.baseAddress else { return }
      bytes.withUnsafeBytes { bytes in
        var start = 0
        let end = bytes.count &- Self.size
        while start <= end {
          let window = bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
          if window == 0 ? hasZero : Self.holds(window, table, mask) {
            if start > open.upperBound {
              stretches.append(open)
              open = start..<start
            }
            open = open.lowerBound..<(start &+ Self.size)
          }
          start &+= 1
        }
      }
    }
    stretches.append(open)
    return stretches.filter { !$0.isEmpty }
  }

  private mutating func reserve(_ needed: Int) {
    guard needed * 2 > table.count else { return }
    var size = max(64, table.count)
    while size < needed * 2 { size *= 2 }
    let old = table
    table = [UInt64](repeating: 0, count: size)
    table.withUnsafeMutableBufferPointer { buffer in
      guard let table = buffer.baseAddress else { return }
      for window in old where window != 0 { _ = Self.place(window, table, size - 1) }
    }
  }

  private static func slot(_ window: UInt64, _ mask: Int) -> Int {
    Int(truncatingIfNeeded: (window &* 0x9e37_79b9_7f4a_7c15) >> 32) & mask
  }

  private static func place(
    _ window: UInt64, _ table: UnsafeMutablePointer<UInt64>, _ mask: Int
  ) -> Bool {
    var index = slot(window, mask)
    while table[index] != 0 {
      if table[index] == window { return false }
      index = (index &+ 1) & mask
    }
    table[index] = window
    return true
  }

  private static func holds(
    _ window: UInt64, _ table: UnsafePointer<UInt64>, _ mask: Int
  ) -> Bool {
    var index = slot(window, mask)
    while table[index] != 0 {
      if table[index] == window { return true }
      index = (index &+ 1) & mask
    }
    return false
  }
}
