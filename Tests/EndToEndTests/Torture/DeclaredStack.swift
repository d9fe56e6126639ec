import TestSupport

/// One stack of a repository that changes at random.
struct DeclaredStack: Equatable {
  /// What is wrong with it, so that its version of before has to run on.
  enum Fault: String, CaseIterable {
    case syntax = "a Compose file that cannot be read"
    case crash = "a container that ends at once"
    case image = "an image that does not exist"
  }

  let name: String
  /// What a container shows of the version that it runs.
  struct Version: Equatable {
    var image = 1
    var variable = 0
    var file = 0
    var secret = 0
    /// A variable that all stacks share.
    var shared = 0
  }
  var version = Version()
  var fault: Fault?
  /// What runs; nil where nothing ever did.
  var good: Version?

  /// What has to run once a cycle has converged.
  var expected: Version? { fault == nil ? version : good }

  /// Its files in the repository.
  ///
  /// - Parameter secrets: encrypted files by the number that they hold.
  func files(_ secrets: (Int) throws -> String) throws -> Files {
    var image = try Lab.image("worker:\(version.image)")
    var lines = ["restart: always"]
    switch fault {
    case .syntax: lines.append("image: {}: [")
    case .image: image = "\(Lab.registry)/nothing:1"
    case .crash: lines.append("command: [sh, -c, 'echo cannot start; exit 3']")
    case nil: break
    }
    lines += [
      "image: \(image)", "volumes: ['./app.ini:/app.ini:ro', 'data:/data']",
      "environment: {V: '\(version.variable)', TOKEN: '${TOKEN}', SHARED: '${SHARED}'}",
      "stop_grace_period: 1s",
    ]
    return [
      "stacks/\(name)/compose.yaml":
        composeFile([plainService("app", lines), "volumes: {data: {}}\n"]),
      "stacks/\(name)/app.ini": "\(version.file)\n",
      "stacks/\(name)/app.secret.env": try secrets(version.secret),
    ]
  }
}
