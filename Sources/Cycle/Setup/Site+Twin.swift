internal import Git
internal import Model
internal import Posix

/// Whether another machine bears this host's name: the repository knows this host by another key
/// than the ones it has.
extension Site {
  /// What is wrong, and what to do; nil where nothing is, or where it cannot be told.
  ///
  /// Where the public half that `converge init` put beside the key is the repository's, the key is
  /// not read. It may be older than the key, so nothing else is believed of it.
  ///
  /// - Parameter tree: of the commit.
  func twin(in tree: ObjectID, _ repository: Repository) -> Problem? {
    guard let known = try? HostRecipients.read(of: host, in: tree, repository), !known.isEmpty,
      !publicHalf().contains(where: known.contains),
      let own = ownRecipients(), !own.contains(where: known.contains)
    else { return nil }
    return Problem(
      "\(CheckedHost.keyFile(of: host)) in the repository is not of this machine, whose recipient is "
        + own.joined(separator: ", "),
      hint: NameClash.advice("this recipient"))
  }

  func warn(of twin: Problem?) {
    if let twin { reporter.note(Event(.warning, "\(twin)")) }
  }

  /// What stands beside the first key file that has something beside it.
  private func publicHalf() -> [String] {
    for case .file(let path) in settings.ageKeys {
      guard let bytes = try? Descriptor.open(KeySource.publicHalf(of: path)).readAll(limit: 1 << 16)
      else { continue }
      return RecipientLines.read(bytes).map { RecipientText.plain($0.text) }
    }
    return []
  }

  /// Of the keys themselves; nil where there are none, or not all of them can be read.
  private func ownRecipients() -> [String]? {
    let (found, problems) = keys.origins()
    if found.isEmpty || !problems.isEmpty { return nil }
    return found.map { RecipientText.plain("\($0.recipient)") }
  }
}

/// Two machines under one name, as far as that can be told: the repository knows a host by a key that
/// this machine does not have.
public enum NameClash {
  /// What to do: whoever commits the recipient at once may lock the real host out.
  ///
  /// - Parameter recipient: of this machine.
  public static func advice(_ recipient: String) -> String {
    "if another machine bears this name too, both run its stacks: give one another name; "
      + "else commit \(recipient) there"
  }
}

extension KeySource {
  /// Where the public half of a key file stands: `age.pub` beside `age.key`.
  public static func publicHalf(of path: String) -> String {
    (path.hasSuffix(".key") ? String(path.dropLast(4)) : path) + ".pub"
  }
}
