/// Why a container that was watched is not valid, with what it said itself.
public struct ContainerFault: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Kind: Equatable, Sendable {
    /// It ended, and was not to.
    case exited(code: Int)
    /// The Engine started it again, so many times since the stack came up; nil where nobody told
    /// how it had ended.
    case restarted(times: Int, code: Int?)
    case unhealthy
    /// Its health check has not succeeded within the seconds that it may take.
    case notHealthy(seconds: Int)
    /// It has not stayed valid for long enough within these seconds.
    case unstable(seconds: Int)
    /// A one-shot that has not ended within these seconds.
    case unfinished(seconds: Int)
    /// It could not be started, in the Engine's words.
    case notStarted(String)
    case gone
    /// It runs another image than the file names.
    case otherImage
    /// It does not carry the labels of its service any more.
    case otherLabels
  }

  /// Its name.
  public var container: String
  public var service: String?
  public var kind: Kind
  /// What its last health check printed; may hold a secret until it was masked.
  public var healthOutput: String?
  /// The last lines it printed; may hold a secret until they were masked.
  public var log: [String]

  public init(
    _ container: String, service: String?, _ kind: Kind, healthOutput: String? = nil,
    log: [String] = []
  ) {
    self.container = container
    self.service = service
    self.kind = kind
    self.healthOutput = healthOutput
    self.log = log
  }

  /// "container shop-web-1 exited with 1", without what it said itself.
  public var description: String { "container \(container) \(words)" }

  private var words: String {
    switch kind {
    case .exited(let code): "exited with \(code)"
    case .restarted(let times, let code):
      "was restarted \(Count.times(times))"
        + (code.map { ", last after it exited with \($0)" } ?? "")
    case .unhealthy: "is unhealthy"
    case .notHealthy(let seconds): "was not healthy after \(seconds) s"
    case .unstable(let seconds): "did not stay up within \(seconds) s"
    case .unfinished(let seconds): "had not finished after \(seconds) s"
    case .notStarted(let reason): reason.isEmpty ? "was not started" : "was not started: \(reason)"
    case .gone: "is gone"
    case .otherImage: "does not run the image that its file names"
    case .otherLabels: "does not carry the labels of its service any more"
    }
  }
}
