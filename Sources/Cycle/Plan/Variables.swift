internal import Git
internal import Model
internal import Secrets

/// What the environment files of a stack say.
struct Variables {
  private let target: Target

  init(_ target: Target) { self.target = target }

  /// The value that stands behind a name, as it is written there; the last file wins.
  func value(of name: String, in stack: Stack) -> String? {
    for file in stack.environment.reversed() {
      if let entry = dotenv(of: file)?.entries.last(where: { $0.key == name }) {
        return String(decoding: entry.literal, as: UTF8.self)
      }
    }
    return nil
  }

  /// What an environment file says; nil where it cannot be read.
  func dotenv(of file: EnvironmentFile) -> Dotenv? {
    switch file {
    case .secret(let secret): target.secrets.plaintexts[secret].map(Dotenv.init)
    case .plain(let path): blob(path).map(Dotenv.init)
    case .layer(let file): dotenv(of: file)
    }
  }

  /// The bytes of a file of the commit.
  func blob(_ path: String) -> [UInt8]? {
    guard let entry = try? target.repository.entry(of: target.tree, at: path) else { return nil }
    return try? target.repository.blob(entry.id)
  }
}
