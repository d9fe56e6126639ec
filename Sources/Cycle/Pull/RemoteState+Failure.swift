internal import Git

extension RemoteStatus.State {
  /// Of a remote that could not be fetched from.
  init(_ code: GitError.Code) {
    switch code {
    case .refused: self = .refused
    case .untrusted: self = .untrusted
    case .unreachable, .timedOut, .interrupted: self = .unreachable
    default: self = .unusable
    }
  }
}
