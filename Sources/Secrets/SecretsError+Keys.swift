extension SecretsError {
  /// Whether another key than those given might help.
  public var wantsOtherKeys: Bool {
    switch code {
    case .noMatchingIdentity, .tooFewKeyGroups, .noKeyFound: true
    default: false
    }
  }
}
