internal import Git
internal import Model

/// The commit a cycle deploys.
struct Revision {
  var commit: Commit
  /// Whether any remote answered.
  let remoteReached: Bool
  /// The heads to record for remotes, by their addresses, once the commit is accepted.
  var seen: [String: ObjectID]
  /// In the order of the configuration.
  var remotes: [RemoteStatus]
  /// What is not signed as this host wants it, in words; nil where all is well.
  var refusal: String?
  /// That another machine seems to bear this host's name; nil where all is well.
  var twin: Problem?
  /// What the record is to hold of the commit's signature.
  var approved: String?
}

extension Commit {
  /// As people and programs are told of it.
  var note: CommitNote {
    CommitNote(id: id.hex, author: author, subject: subject, time: time)
  }
}
