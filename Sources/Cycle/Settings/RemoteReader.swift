internal import Git
internal import YAML

/// Reads one entry of `remotes`.
struct RemoteReader {
  private let fields: Fields
  private let problems: SettingsFindings

  init(_ node: Node, problems: SettingsFindings) {
    let known = RemoteMistake.Field.allCases.map(\.rawValue)
    fields = Fields(node, known: known, problems: problems.text)
    self.problems = problems
  }

  /// The remote; nil where something is wrong with it, and `problems` says what.
  func remote() -> Remote? {
    guard let url = fields.string("url") else {
      if !fields.has("url") { problems.add("url is missing", at: fields.mark) }
      return nil
    }
    let options = (
      user: fields.string("user")?.value,
      tokenFile: file(.tokenFile, .key), caFile: file(.caFile, .configuration),
      identity: file(.identity, .key), knownHosts: file(.knownHosts, .configuration),
      passphrase: passphrase, proxy: fields.string("proxy")?.value,
      proxyPasswordFile: file(.proxyPasswordFile, .key)
    )
    do {
      let mistakes = Remote.mistakes(try RemoteURL(url.value), given: given)
      for mistake in mistakes { add(mistake) }
      guard mistakes.isEmpty else { return nil }
      return try Remote(
        url: url.value, user: options.user, tokenFile: options.tokenFile, caFile: options.caFile,
        identity: options.identity, knownHosts: options.knownHosts,
        passphrase: options.passphrase, proxy: options.proxy,
        proxyPasswordFile: options.proxyPasswordFile)
    } catch {
      // an option whose file is at fault was told already
      switch error.field {
      case .url: problems.add("\(error)", at: url.mark)
      case .proxy: add(error)
      default: break
      }
      return nil
    }
  }

  /// "credential:NAME", or the path of a file.
  private var passphrase: Remote.Passphrase? {
    guard let text = fields.string("passphrase") else { return nil }
    guard let name = KeySource.credentialName(text.value) else {
      return problems.file(text, .key).map { .file($0) }
    }
    if let fault = SettingsRules.credential(name) {
      problems.add(fault, at: text.mark)
      return nil
    }
    return .credential(name)
  }

  /// The options that are there, right or wrong.
  private var given: Set<RemoteMistake.Field> {
    Set(RemoteMistake.Field.allCases.filter { fields.has($0.rawValue) })
  }

  private func add(_ mistake: RemoteMistake) {
    problems.add("\(mistake)", at: fields.mark(of: mistake.field.rawValue))
  }

  private func file(_ field: RemoteMistake.Field, _ rule: FileRule) -> String? {
    let isMadeByInit = field != .proxyPasswordFile
    let remedy = "bring it back from a backup, or let converge init make it again"
    return fields.string(field.rawValue).flatMap {
      problems.file($0, rule, ifMissing: isMadeByInit ? remedy : FileRule.remedy)
    }
  }
}
