internal import Docker
internal import Model
internal import Posix

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
