internal import Crypto
public import Model
public import Posix
public import Secrets

/// The age keys of this host or person, loaded once, when a secret is to be opened.
///
/// As with sops a bad line spoils its source, and the other sources still count; what was wrong is
/// told where nothing opens a file.
public final class KeyRing {
  /// Runs a program to its end.
  public typealias Runner = (Child) throws(PosixError) -> Child.Result

  /// Who is there while keys are loaded.
  public enum Presence: Sendable {
    /// Nobody: nothing asks for anything, and key files must be readable for their owner alone.
    case cycle
    /// A person, who is asked where there is a terminal.
    case person
    /// A person who is not asked for anything.
    case silent
  }

  /// Told what a person should mend and what keeps nothing from working.
  public var warn: (String) -> Void = { _ in }

  private let sources: [KeySource]
  private let presence: Presence
  private let credentials: CredentialStore
  private let environment: (String) -> String?
  private let run: Runner
  /// While keys are opened with what a person typed.
  private var hidden: HiddenInput?
  private var loaded: (identities: [Identity], origins: [KeySource], problems: [Problem])?

  /// - Parameters:
  ///   - sources: asked in this order.
  ///   - environment: the value of a variable.
  ///   - run: runs the programs that print keys.
  public convenience init(
    _ sources: [KeySource], for presence: Presence,
    environment: @escaping (String) -> String? = Host.environment,
    run: @escaping Runner = { (child) throws(PosixError) in try child.run() }
  ) {
    let credentials = CredentialStore(folder: environment("CREDENTIALS_DIRECTORY"))
    self.init(sources, for: presence, credentials, environment: environment, run: run)
  }

  init(
    _ sources: [KeySource], for presence: Presence, _ credentials: CredentialStore,
    environment: @escaping (String) -> String?, run: @escaping Runner
  ) {
    var seen: Set<KeySource> = []
    self.sources = sources.filter { seen.insert($0).inserted }
    self.presence = presence
    self.credentials = credentials
    self.environment = environment
    self.run = run
  }

  /// All keys that could be read.
  ///
  /// - Throws: what is wrong where there are sources and none gave a key.
  public func identities() throws(Problem) -> [Identity] {
    let (identities, _, problems) = contents()
    guard identities.isEmpty, let first = problems.first else { return identities }
    let others = problems.dropFirst().map { problem in
      "; \(problem.hint == first.hint ? problem.bare : problem)"
    }.joined()
    throw Problem("\(first.bare)\(others)", hint: first.hint)
  }

  /// Why a file cannot be decrypted: where keys are lacking, with what was wrong with sources.
  public func problem(_ error: SecretsError, at file: String) -> Problem {
    let faults = error.wantsOtherKeys ? contents().problems : []
    let told = faults.map { "; \($0)" }.joined()
    return Problem("cannot decrypt: \(error)\(told)", at: .init(file))
  }

  /// Where each of the keys came from, and what was wrong with other sources.
  public func origins() -> (keys: [(recipient: Recipient, source: KeySource)], problems: [Problem])
  {
    let (identities, origins, problems) = contents()
    return (Array(zip(identities.map(\.recipient), origins)), problems)
  }

  private func contents() -> (
    identities: [Identity], origins: [KeySource], problems: [Problem]
  ) {
    if let loaded { return loaded }
    var result: (identities: [Identity], origins: [KeySource], problems: [Problem]) = ([], [], [])
    for source in sources {
      do throws(Problem) {
        let found = try load(source)
        warnOfPublished(found, source)
        result.identities += found
        result.origins += found.map { _ in source }
      } catch {
        result.problems.append(error)
      }
    }
    loaded = result
    return result
  }

  private func load(_ source: KeySource) throws(Problem) -> [Identity] {
    var bytes = try bytes(of: source)
    defer {
      Wipe.bytes(&bytes)
      hidden = nil
    }
    do throws(SecretsError) {
      if case .variable(let name) = source {
        return try KeyFile.parse(words: bytes, named: name, passphrase: passphrase)
      }
      return try KeyFile.parse(bytes, named: name(of: source), passphrase: passphrase)
    } catch {
      throw Problem("\(error)", hint: hint(source))
    }
  }

  private func bytes(of source: KeySource) throws(Problem) -> [UInt8] {
    let rule: FileRule? = presence == .cycle ? .key : nil
    switch source {
    case .file(let path): return try read(path, rule, source)
    case .fileVariable(let name): return try read(environment(name) ?? "", rule, source)
    case .credential(let name): return try credentials.read(name, run: run)
    case .variable(let name): return Array((environment(name) ?? "").utf8)
    case .command(let name): return try output(of: environment(name) ?? "", name)
    case .standardInput: return try KeyRing.readInput()
    }
  }

  private func read(
    _ path: String, _ rule: FileRule?, _ source: KeySource
  ) throws(Problem) -> [UInt8] {
    do throws(Problem) {
      let bytes = try KeyRing.read(path, rule: rule)
      warnOfReaders(path)
      return bytes
    } catch {
      if case .fileVariable(let name) = source {
        throw Problem("\(name): \(error.message)", hint: error.hint)
      }
      throw Problem(error.message, hint: error.hint ?? hint(source))
    }
  }

  /// A person may want to try the example; a host must not go on like that unnoticed.
  private func warnOfPublished(_ found: [Identity], _ source: KeySource) {
    guard presence == .cycle, found.contains(where: { PublishedKeys.contains($0.recipient) })
    else { return }
    warn("\(source.publishedProblem)")
  }

  /// Where nobody is there to read it the rule for key files has refused such a file.
  private func warnOfReaders(_ path: String) {
    guard presence == .person, let status = try? FileStatus.of(path), status.kind == .file,
      status.permissions & 0o077 != 0
    else { return }
    warn("others can read \(path): chmod 600 \(path.shellWord)")
  }

  private func name(of source: KeySource) -> String {
    if case .fileVariable(let name) = source { return environment(name) ?? name }
    return "\(source)"
  }

  private func hint(_ source: KeySource) -> String? {
    guard presence == .cycle, case .file = source else { return nil }
    return "`age-keys` in the configuration names the key files"
  }

  private var passphrase: KeyFile.Passphrase? {
    guard presence == .person else { return nil }
    var isAgain = false
    return { file in
      let prompt = "\(isAgain ? "wrong passphrase; once more, the " : "")passphrase of \(file): "
      isAgain = true
      self.hidden = nil
      guard let terminal = Terminal(), var bytes = terminal.passphrase(prompt) else { return nil }
      // a passphrase takes its time, in which a person may go on typing
      self.hidden = HiddenInput()
      return SecretBytes(taking: &bytes)
    }
  }

  /// What a person's command line prints.
  private func output(of line: String, _ name: String) throws(Problem) -> [UInt8] {
    var child = Child(
      "/bin/sh", ["-c", line], environment: Host.variables, folder: Host.folder,
      deadline: KeyRing.commandDeadline, outputLimit: KeyRing.commandLimit)
    child.isAttended = presence == .person
    return try KeyRing.output(of: child, named: name, run: run)
  }
}
