import TestSupport
import Testing

/// A machine that is to become a host: nothing of it is there yet.
struct NewHost {
  let engine: Engine
  let remote: Remote
  let folder: Folder
  /// The words that name it; none where the machine's own name counts.
  var naming = ["--host", "media"]

  init(_ files: Files...) throws {
    engine = try Engine.lend()
    remote = try Remote()
    folder = try Folder("new")
    try must(["mkdir", folder["home"]])
    if !files.isEmpty { try remote.commit("First", merged(files)) }
  }

  /// Where the configuration and the keys are going to be.
  var place: String { folder["etc"] }

  func arguments(_ words: [String]) -> [String] {
    let places = [
      "--config", "\(place)/converge.yaml", "--checkout", folder["checkout"], "--state",
      folder["state"], "--docker", "unix://\(engine.socket)",
    ]
    return [Program.converge, "init"] + naming + places + words
  }

  var environment: [String: String] { plainEnvironment.merging(["HOME": folder["home"]]) { $1 } }

  /// Sets the machine up without a question.
  @discardableResult
  func set(
    up words: String..., exits status: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Output {
    try set(words, exits: status, sourceLocation: sourceLocation)
  }

  @discardableResult
  func set(
    _ words: [String], exits status: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Output {
    let output = try run(arguments(["--yes"] + words), environment: environment)
    #expect(output.status == status, "\(output)", sourceLocation: sourceLocation)
    return output
  }

  /// Sets the machine up at a terminal.
  func terminal(_ words: String...) throws -> TerminalChild {
    try TerminalChild(arguments(words), environment: environment)
  }

  /// Runs a cycle.
  @discardableResult
  func cycle(
    exits status: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Output {
    let output = try run(
      [Program.converge, "--config", "\(place)/converge.yaml"], environment: environment)
    #expect(output.status == status, "\(output)", sourceLocation: sourceLocation)
    return output
  }

  /// What a command prints that only looks.
  func converge(_ command: String) throws -> Output {
    try run(
      [Program.converge, command, "--config", "\(place)/converge.yaml"], environment: environment)
  }

  func file(_ name: String) -> String? { read("\(place)/\(name)") }

  /// Everything in the folder of the configuration, with modes, times and contents.
  func snapshot() throws -> String {
    try must([
      "sh", "-c", "cd '\(place)' && stat -c '%n %a %i %Y' . * && sha256sum *",
    ])
  }
}
