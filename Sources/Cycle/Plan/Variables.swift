internal import Git
internal import Model
internal import Secrets

/// What the environment files of a stack say.
struct Variables {
  private let target: Target
  private let stack: Stack

  init(_ target: Target, of stack: Stack) {
    self.target = target
    self.stack = stack
  }

  /// The value that stands behind a name, as it is written there; the last file wins.
  func value(of name: String) -> String? {
    for file in stack.environment.reversed() {
      if let entry = dotenv(of: file)?.entries.last(where: { $0.key == name }) {
        return String(decoding: entry.literal, as: UTF8.self)
      }
    }
    return nil
  }

  /// What an environment file says; nil where it cannot be read.
  func dotenv(of file: EnvironmentFile) -> Dotenv? {
    bytes(of: file).map(Dotenv.init)
  }

  /// The bytes of an environment file, decrypted; nil where it cannot be read.
  func bytes(of file: EnvironmentFile) -> [UInt8]? {
    switch file {
    case .secret(let secret): target.secrets.plaintexts[secret]
    case .plain(let path): blob(path)
    case .layer(let file): bytes(of: file)
    }
  }

  /// The bytes of a file of the commit that the stack comes from.
  func blob(_ path: String) -> [UInt8]? {
    let tree = target.tree(of: stack.name)
    let links = LinkedPath(repository: target.repository, tree: tree)
    guard let real = (try? links.real(path)) ?? nil,
      let entry = try? target.repository.entry(of: tree, at: real)
    else { return nil }
    return try? target.repository.blob(entry.id)
  }
}
