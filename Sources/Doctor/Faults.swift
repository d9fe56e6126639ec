internal import Cycle
internal import Glibc
internal import Posix

/// What is wrong with the configuration.
struct Faults {
  private let problems: [SettingsProblem]
  private let path: String
  private let isRoot: Bool
  private let isMissing: Bool

  /// - Parameters:
  ///   - path: of the configuration.
  ///   - isMissing: whether there is none.
  init(_ problems: [SettingsProblem], _ path: String, isRoot: Bool, isMissing: Bool = false) {
    (self.problems, self.path, self.isRoot, self.isMissing) = (problems, path, isRoot, isMissing)
  }

  var checks: [Check] {
    if isMissing {
      return [
        Check(
          .configuration, .error, path, "is not there: this machine is no host yet",
          "converge init git@github.com:me/infra.git, with your repository's address")
      ]
    }
    if problems.isEmpty { return [Check(.configuration, .ok, path, "valid")] }
    var told: Set<String> = []
    return problems.compactMap { problem in
      let place = problem.place.map { "\($0)" }
      switch problem.fault {
      case .text(let words):
        return Check(.configuration, .error, place ?? path, words, Faults.usual)
      case .file(let fault):
        guard told.insert("\(fault.path) \(fault.kind.aspect)").inserted else { return nil }
        return check(fault, namedAt: place)
      }
    }
  }

  private static let usual = "correct it there"

  /// - Parameter place: where the configuration names the file; nil where it does not.
  private func check(_ fault: FileFault, namedAt place: String?) -> Check {
    let advice = fault.remedy ?? Faults.usual
    switch fault.kind {
    case .unseen(let error) where error.code == EACCES && !isRoot:
      return Check(
        .configuration, .skipped, place ?? path, "only root may read it", "sudo converge doctor")
    case .unseen:
      return Check(.configuration, .error, place ?? path, fault.found, advice)
    case .missing, .noFile, .inCheckout:
      let named = place.map { ", and \($0) names it" } ?? ""
      return Check(.configuration, .error, fault.path, fault.found + named, advice)
    case .open, .shared, .foreign:
      return Check(.permissions, .error, fault.path, fault.found, advice)
    }
  }
}

extension FileFault.Kind {
  /// What of a file is wrong: two rules may want the same of it.
  fileprivate var aspect: String {
    switch self {
    case .open, .shared: "mode"
    case .foreign: "owner"
    case .missing, .noFile, .unseen: "file"
    case .inCheckout: "place"
    }
  }
}
