/// What the repository says this host shall run.
public struct Declaration: Equatable, Sendable {
  public let host: String
  /// In the order of `host/<name>/stacks.yaml`.
  public let stacks: [DeclaredStack]
  /// What the repository asks of all of them.
  public let policy: Policy

  public init(host: String, stacks: [DeclaredStack], policy: Policy = Policy()) {
    self.host = host
    self.stacks = stacks
    self.policy = policy
  }

  /// Whether a Compose project of this name is declared, readable or not.
  public func declares(_ project: String) -> Bool {
    stacks.contains { $0.name.text == project }
  }

  /// The stacks that can be brought up.
  public var readable: [Stack] {
    stacks.compactMap { if case .readable(let stack) = $0.content { stack } else { nil } }
  }

  /// The encrypted files whose plaintexts stand in the checkout, each once.
  public var secrets: [SecretFile] {
    var seen: Set<SecretFile> = []
    return readable.flatMap { $0.ownSecrets + $0.files }.filter { seen.insert($0).inserted }
  }

  /// The listed stacks that have no folder: the list may name them by mistake.
  public var missing: [StackName] {
    stacks.compactMap { if case .missing = $0.content { $0.name } else { nil } }
  }
}

/// One entry of the list.
public struct DeclaredStack: Equatable, Sendable {
  /// A stack that cannot be read is declared all the same: it is never torn down.
  public enum Content: Equatable, Sendable {
    case readable(Stack)
    case unreadable(Problem)
    case missing(Problem)
  }

  public let name: StackName
  public let content: Content

  public init(name: StackName, content: Content) {
    self.name = name
    self.content = content
  }
}

/// A stack as the commit's tree has it. All paths are relative to the repository's root.
public struct Stack: Equatable, Sendable {
  public let name: StackName
  /// The Compose file and, where there is one, its override.
  public let composeFiles: [String]
  /// In the order in which they are given to Compose: later ones win.
  public let environment: [EnvironmentFile]
  /// The other encrypted files that it uses: those in its folder, and those elsewhere whose plaintext
  /// its Compose files name.
  public let files: [SecretFile]

  public init(
    name: StackName, composeFiles: [String], environment: [EnvironmentFile],
    files: [SecretFile] = []
  ) {
    self.name = name
    self.composeFiles = composeFiles
    self.environment = environment
    self.files = files
  }

  /// Every encrypted file that it uses.
  public var secrets: [SecretFile] { environment.compactMap(\.secret) + files }

  /// The encrypted files among its environment whose plaintexts stand in the checkout.
  public var ownSecrets: [SecretFile] {
    environment.compactMap { if case .secret(let file) = $0 { file } else { nil } }
  }

  /// Those of its environment files that are kept outside the checkout.
  public var layers: [EnvironmentFile] {
    environment.compactMap { if case .layer(let file) = $0 { file } else { nil } }
  }

  /// The same as it is deployed beside another commit: variables that are not in its own folder are
  /// read from copies; other files there are those of that commit.
  ///
  /// - Parameter other: the stack as that commit has it.
  public func withLayers(beside other: Stack?) -> Stack {
    let layered = environment.map { file -> EnvironmentFile in
      isOwn(file.source) ? file : .layer(file)
    }
    return Stack(
      name: name, composeFiles: composeFiles, environment: layered,
      files: files.filter { isOwn($0.path) } + (other?.files ?? []).filter { !isOwn($0.path) })
  }

  /// Whether a path in the repository lies in its folder.
  public func isOwn(_ path: String) -> Bool { path.hasPrefix(name.folder + "/") }
}

/// A file of variables that Compose reads.
public enum EnvironmentFile: Equatable, Sendable {
  /// As it stands in the repository.
  case plain(String)
  /// Its decrypted copy is read.
  case secret(SecretFile)
  /// One of these as another commit than the checked out one has it: a copy outside the checkout
  /// is read.
  indirect case layer(EnvironmentFile)

  /// The file as it stands in the repository.
  public var source: String {
    switch self {
    case .plain(let path): path
    case .secret(let file): file.path
    case .layer(let file): file.source
    }
  }

  /// The file that Compose reads: below the checkout, or below the folder of the stack's layers.
  public var path: String {
    switch self {
    case .plain(let path): path
    case .secret(let file): file.plaintext
    case .layer(let file): file.path
    }
  }

  /// The encrypted file, where it is one.
  public var secret: SecretFile? {
    switch self {
    case .plain: nil
    case .secret(let file): file
    case .layer(let file): file.secret
    }
  }
}

/// A file that SOPS encrypted.
public struct SecretFile: Hashable, Sendable {
  public let path: String
  /// The Git blob id of the encrypted file, 40 hexadecimal digits.
  public let blob: String

  public init(path: String, blob: String) {
    self.path = path
    self.blob = blob
  }

  /// Whether a file of that name must be encrypted: `*.secret.*`.
  public static func isOne(named name: String) -> Bool {
    name.contains(".secret.") && !name.hasSuffix(".secret.") && !name.hasPrefix(".decrypted.")
  }

  /// Whether it holds variables, which Compose itself reads.
  public var isEnvironment: Bool { path.hasSuffix(".secret.env") }

  /// Where its plaintext stands: `.decrypted.<file name>` beside it.
  public var plaintext: String { SecretFile.plaintext(of: path) }

  /// The plaintext's place for an encrypted file at `path`.
  public static func plaintext(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return ".decrypted." + path }
    return path[...slash] + ".decrypted." + path[path.index(after: slash)...]
  }
}
