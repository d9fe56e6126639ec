import Glibc

/// Tells, when a trap ends the program, which inputs were being parsed.
enum CrashNote {
  /// Where each target is: 0 for nowhere, a mutation's number, or a seed's number below zero.
  private nonisolated(unsafe) static let places: UnsafeMutablePointer<Int32> = {
    let places = UnsafeMutablePointer<Int32>.allocate(capacity: FuzzTarget.all.count)
    places.initialize(repeating: 0, count: FuzzTarget.all.count)
    return places
  }()
  private nonisolated(unsafe) static let names = FuzzTarget.all.map { strdup($0.name) }

  private static let isWatching: Void = {
    for signal in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT] {
      Glibc.signal(signal) { number in
        CrashNote.tell()
        Glibc.signal(number, SIG_DFL)
        raise(number)
      }
    }
  }()

  /// Notes where a target is.
  static func note(_ target: Int, at place: Int) {
    _ = isWatching
    places[target] = Int32(place)
  }

  private static func tell() {
    for (index, name) in names.enumerated() where places[index] != 0 {
      var line = [CChar](repeating: 0, count: 200)
      let count = withVaList([name!, places[index]]) {
        vsnprintf(&line, line.count, "fuzz: ended in %s at mutation %d (below 0: a seed)\n", $0)
      }
      write(STDERR_FILENO, line, Int(count))
    }
  }
}
