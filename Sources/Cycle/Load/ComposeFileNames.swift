/// Which Compose files a folder has, by the names and the order in which Compose looks for them.
enum ComposeFileNames {
  static let base = [
    "compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml",
  ]
  static let override = [
    "compose.override.yml", "compose.override.yaml",
    "docker-compose.override.yml", "docker-compose.override.yaml",
  ]

  /// The Compose file and, where there is one, its override; empty where there is none.
  static func choose(among names: [String]) -> [String] {
    guard let file = base.first(where: names.contains) else { return [] }
    return [file] + override.filter(names.contains).prefix(1)
  }
}
