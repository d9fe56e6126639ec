internal import Docker
internal import Model
internal import Posix

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
