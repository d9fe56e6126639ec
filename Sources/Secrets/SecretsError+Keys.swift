extension SecretsError {
  /// Whether another key than those given might help.
  public var wantsOtherKeys: Bool {
    switch code {
    case .noMatchingIdentity, .tooFewKeyGroups, .noKeyFound: true
    default: false
    }
  }

  /// The same with other words for whom the file is encrypted to.
  ///
  /// - Parameter name: what to call a recipient.
  public func naming(_ name: (String) -> String) -> SecretsError {
    guard case .noMatchingIdentity(let recipients, let own, let reasons) = code else { return self }
    let named = recipients.map(name)
    return SecretsError(
      .noMatchingIdentity(recipients: named, own: own, reasons: reasons), file: file, line: line)
  }
}
