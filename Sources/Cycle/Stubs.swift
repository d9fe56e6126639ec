internal import Checkout
internal import Docker
internal import Git
internal import Model
internal import Posix

struct LayerFolder {
  static let name = "layers"
  init(state: String) {}
  func write(_ files: [String: [UInt8]], of stack: StackName) throws(Failure) {}
  func removeAll(except: Set<StackName>) throws(Failure) {}
}
struct HookFolder {
  init(state: String) {}
  func write(_ stack: StackName, _ tree: ObjectID, _ repository: Repository) throws(Failure) {}
  func path(of stack: StackName) -> String { "" }
}
extension WorkTree {
  func apply(commit: ObjectID, tree: ObjectID, branch: String, time: Int64, leaving: [String])
    throws(CheckoutError) -> CheckoutReport
  { try apply(commit: commit, tree: tree, branch: branch, time: time) }
  func plan(target: ObjectID, leaving: [String]) throws(CheckoutError) -> [Change] {
    try plan(target: target)
  }
  func isCurrent(commit: ObjectID, tree: ObjectID, branch: String, leaving: [String])
    throws(CheckoutError) -> Bool
  { try isCurrent(commit: commit, tree: tree, branch: branch) }
}
extension Export {
  convenience init(place: [String]) throws(Failure) { try self.init(places: place) }
  func write(_ stack: Stack, of target: Target) throws(Failure) { try write([stack], of: target) }
}
final class Watch: Activity {
  enum Outcome {
    case valid
    case failed([ContainerFault])
    case broken(EngineError)
  }
  var outcome: Outcome { .valid }
  init(
    _ e: Engine, project: String, _ c: [WatchedContainer], window: VerificationWindow,
    oneShotSeconds: Double
  ) {}
  var awaited: [Awaited] { [] }
  var wakeAt: Instant? { nil }
  func proceed() -> Bool { true }
  func stop(signal: Int32) {}
}
struct Img {
  var id = ""
  var environment: [String] = []
}
extension Engine {
  func image(_ n: String) throws(EngineError) -> Img? { nil }
  func tag(_ id: String, as name: String) throws(EngineError) {}
  func removeImage(_ n: String) throws(EngineError) {}
  func info() throws(EngineError) -> (dataRoot: String, x: Int) { ("", 0) }
}
