internal import Git

/// The commit a cycle deploys.
struct Revision {
  let commit: Commit
  /// Whether any remote answered.
  let remoteReached: Bool
  /// The head to record for a remote, by its address, once the commit is accepted.
  let seen: (remote: String, head: ObjectID)?
  /// In the order of the configuration.
  let remotes: [RemoteStatus]
  /// What is not signed as this host wants it, in words; nil where all is well.
  let refusal: String?
  /// What the record is to hold of the commit's signature.
  let approved: String?
}

extension Commit {
  /// As people and programs are told of it.
  var note: CommitNote {
    CommitNote(id: id.hex, author: author, subject: subject, time: time)
  }
}
