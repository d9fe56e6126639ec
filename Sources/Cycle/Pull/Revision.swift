internal import Git
internal import Model

/// The commit a cycle deploys.
struct Revision {
  var commit: Commit
  /// Whether any remote answered.
  let remoteReached: Bool
  /// The remote that serves the commit, and its head: to be recorded once the commit is accepted;
  /// nil where none does.
  var source: (remote: String, head: ObjectID)?
  /// In the order of the configuration.
  var remotes: [RemoteStatus] = []
  /// What is not signed as this host wants it, in words; nil where all is well.
  var refusal: String?
  /// That another machine seems to bear this host's name; nil where all is well.
  var twin: Problem?
  /// What the record is to hold of the commit's signature.
  var approved: String?

  /// What a person has to decide, each in a few words.
  var alarms: [String] { [refusal].compactMap { $0 } + remotes.compactMap(\.alarm) }
  /// What waits on a remote that is not followed, and what to do about it.
  var leads: [String] { remotes.compactMap(\.lead) }
}

extension Commit {
  /// As people and programs are told of it.
  var note: CommitNote {
    CommitNote(
      id: id.hex, author: Commit.start(of: author), subject: Commit.start(of: subject), time: time)
  }

  // counted in scalars: one character may be made of any number of them
  private static func start(of text: String) -> String {
    let scalars = text.unicodeScalars
    guard let end = scalars.index(scalars.startIndex, offsetBy: 200, limitedBy: scalars.endIndex),
      end < scalars.endIndex
    else { return text }
    return text[..<end] + "..."
  }
}
