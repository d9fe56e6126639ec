/// One stack as `docker compose` is told of it: nothing is left for it to find by itself.
public struct ComposeProject: Equatable, Sendable {
  /// The Compose project's name, whatever the files say.
  public var name: String
  /// The absolute path of the folder that relative paths start from.
  public var folder: String
  /// Absolute paths of Compose files; later ones override.
  public var files: [String]
  /// Absolute paths of dotenv files; later ones win.
  public var environmentFiles: [String]
  public var profiles: [String]

  public init(
    name: String, folder: String, files: [String], environmentFiles: [String] = [],
    profiles: [String] = []
  ) {
    self.name = name
    self.folder = folder
    self.files = files
    self.environmentFiles = environmentFiles
    self.profiles = profiles
  }

  /// The arguments before a subcommand.
  ///
  /// Without any file of variables `/dev/null` is named: else Compose reads a `.env` that happens
  /// to be in the folder.
  var arguments: [String] {
    let variables = environmentFiles.isEmpty ? ["/dev/null"] : environmentFiles
    return ["--project-name=\(name)", "--project-directory=\(folder)"]
      + files.map { "--file=\($0)" } + variables.map { "--env-file=\($0)" }
      + profiles.map { "--profile=\($0)" }
  }
}
