internal import Git

extension RemoteStatus {
  /// A remote that could not be fetched from.
  init(url: String, _ error: GitError) {
    self.init(url: url, .unreachable)
    note(error)
  }

  /// Takes in why it could not be fetched from.
  mutating func note(_ error: GitError) {
    state = State(error.code)
    // what was attempted is plain, but for what stands on this host
    problem = state == .unusable ? error.description : error.reason
  }
}

extension RemoteStatus.State {
  fileprivate init(_ code: GitError.Code) {
    switch code {
    case .refused: self = .refused
    case .untrusted: self = .untrusted
    case .unreachable, .timedOut, .interrupted: self = .unreachable
    default: self = .unusable
    }
  }
}
