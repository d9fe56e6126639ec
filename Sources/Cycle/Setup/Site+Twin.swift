internal import Model
internal import Posix

/// Whether another machine bears this host's name.
extension Site {
  /// Warns where the repository knows this host by another key than the one it has, as far as its
  /// public half stands beside it: `converge init` puts it there. The key itself is not read.
  func warnOfTwin(_ target: Target) {
    guard let own = ownRecipients(), !own.isEmpty,
      let known = try? HostRecipients.read(of: host, in: target.tree, target.repository),
      !known.isEmpty, !own.contains(where: known.contains)
    else { return }
    let problem = Problem(
      "\(CheckedHost.keyFile(of: host)) in the repository is not of this machine, whose recipient is "
        + own.joined(separator: ", "),
      hint: "if another machine bears this name too, both run its stacks: give one another name; "
        + "else commit this recipient there")
    reporter.note(Event(.warning, "\(problem)"))
  }

  private func ownRecipients() -> [String]? {
    for case .file(let path) in settings.ageKeys {
      guard let bytes = try? Descriptor.open(KeySource.publicHalf(of: path)).readAll(limit: 1 << 16)
      else { continue }
      return RecipientLines.read(bytes).map { RecipientText.plain($0.text) }
    }
    return nil
  }
}

extension KeySource {
  /// Where the public half of a key file stands: `age.pub` beside `age.key`.
  public static func publicHalf(of path: String) -> String {
    (path.hasSuffix(".key") ? String(path.dropLast(4)) : path) + ".pub"
  }
}
