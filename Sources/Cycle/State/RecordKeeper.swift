internal import Model

/// The host's record as it is on disk.
final class RecordKeeper {
  private(set) var record: Record
  private(set) var isSaved = false

  init(_ record: Record) { self.record = record }

  /// Takes note of what was written.
  func saved(_ new: Record) {
    record = new
    isSaved = true
  }
}
