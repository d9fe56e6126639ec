internal import YAML

/// Reads one entry of `remotes`.
struct RemoteReader {
  private static let keys = ["url", "user", "token-file", "ca-file", "identity", "known-hosts"]

  private let fields: Fields
  private let problems: Problems

  init(_ node: Node, problems: Problems) {
    fields = Fields(node, known: RemoteReader.keys, problems: problems)
    self.problems = problems
  }

  func remote() -> RemoteSettings? {
    guard let url = fields.string("url") else {
      if !fields.has("url") { problems.add("url is missing", at: fields.mark) }
      return nil
    }
    let kind: RemoteURL
    switch RemoteURL.read(url.value) {
    case .success(let read): kind = read
    case .failure(let fault):
      problems.add(fault.reason, at: url.mark)
      return nil
    }
    guard let access = access(kind) else { return nil }
    return RemoteSettings(url: url.value, access: access)
  }

  private func access(_ kind: RemoteURL) -> RemoteSettings.Access? {
    switch kind {
    case .path: return refuse(RemoteReader.keys.dropFirst(), for: "a path") ? .path : nil
    case .open(let scheme):
      let why = "\(scheme):// (nothing secret goes over it unencrypted)"
      return refuse(RemoteReader.keys.dropFirst(), for: why) ? .open : nil
    case .https:
      return refuse(["identity", "known-hosts"], for: "https://") ? https() : nil
    case .ssh:
      return refuse(["user", "token-file", "ca-file"], for: "ssh") ? ssh() : nil
    }
  }

  private func https() -> RemoteSettings.Access? {
    let authority = file("ca-file", .configuration)
    let token = file("token-file", .key)
    if fields.has("user") && !fields.has("token-file") {
      problems.add("user needs token-file beside it", at: fields.mark(of: "user"))
    }
    let user = fields.string("user")
    if let user, user.value.unicodeScalars.contains(where: { $0.value < 32 || $0 == ":" }) {
      problems.add("a user name must not hold : or control characters", at: user.mark)
    }
    let credentials = token.map {
      RemoteSettings.Credentials(user: user?.value ?? "git", tokenFile: $0)
    }
    return .https(credentials: credentials, caFile: authority)
  }

  private func ssh() -> RemoteSettings.Access? {
    let identity = file("identity", .key)
    let knownHosts = file("known-hosts", .configuration)
    for key in ["identity", "known-hosts"] where !fields.has(key) {
      problems.add("a remote over ssh needs \(key)", at: fields.mark)
    }
    guard let identity, let knownHosts else { return nil }
    return .ssh(identity: identity, knownHosts: knownHosts)
  }

  /// Whether none of these keys is there; each that is, is a problem.
  private func refuse(_ keys: some Sequence<String>, for kind: String) -> Bool {
    let wrong = keys.filter(fields.has)
    for key in wrong { problems.add("\(key) has no use with \(kind)", at: fields.mark(of: key)) }
    return wrong.isEmpty
  }

  private func file(_ key: String, _ rule: FileRule) -> String? {
    fields.string(key).flatMap { problems.file($0, rule) }
  }
}
