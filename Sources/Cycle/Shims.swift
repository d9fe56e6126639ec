internal import Docker
internal import Git
internal import Model
internal import Posix

extension Repository {
  func origins(of: [String], from: ObjectID, since: ObjectID?, limit: Int) throws(GitError)
    -> [String: Commit]
  { [:] }
}
extension Inspection { var started: (seconds: Int64, nanoseconds: Int64)? { nil } }
extension Engine { func signal(_ id: String, _ name: String) throws(EngineError) {} }
struct ImageRequest: Hashable {
  let name: String
  let platform: String?
  init(_ n: String, platform: String?) {
    name = n
    self.platform = platform
  }
}
extension Site {
  func pull(_ r: [ImageRequest]) throws(Failure) -> [ImageRequest: Problem] {
    var result: [ImageRequest: Problem] = [:]
    for request in r {
      let child = Child(
        "docker", ["pull", request.name], environment: childEnvironment.variables, deadline: 100)
      if let end = try? child.run(), !end.succeeded {
        result[request] = Problem("cannot pull \(request.name)")
      }
    }
    return result
  }
}
