internal import Model

/// `record.json`: the host's record on disk.
struct RecordFile: StateFile {
  static let name = "record.json"

  let version: Int
  let host: String
  let found: [String]
  let accepted: String?
  let heads: [String: String]
  let approved: String?

  init(_ record: Record) {
    version = Versioned.current
    host = record.host
    found = record.found.sorted()
    accepted = record.accepted
    heads = record.heads
    approved = record.approved
  }

  var record: Record {
    Record(
      host: host, found: Set(found), accepted: accepted, heads: heads, approved: approved)
  }
}
