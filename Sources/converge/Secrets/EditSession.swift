internal import Cycle
internal import Model
internal import Posix
internal import Secrets

/// From the plaintext in an editor to the encrypted file.
struct EditSession {
  let document: SecretDocument
  let opened: OpenSopsFile
  let folder: EditFolder

  /// - Parameter signals: those of this process.
  func run(_ signals: borrowing StopSignals) throws(Failure) {
    let before = try plaintext()
    do throws(Problem) { try folder.write(before) } catch { throw Failure(error) }
    while true {
      do throws(Failure) { try Editor(folder).run(signals) } catch { throw rescued(error, before) }
      let after: [UInt8]
      do throws(Problem) { after = try folder.read() } catch { throw Failure(error) }
      if after == before { return try unchanged() }
      do throws(SecretsError) {
        try opened.replace(by: after)
      } catch {
        try again(error, signals)
        continue
      }
      if try plaintext() == before { return try unchanged() }
      return try save()
    }
  }

  /// What ended the editor; what was saved in it before is kept.
  private func rescued(_ error: Failure, _ before: [UInt8]) -> Failure {
    guard case .stopped = error, let after = try? folder.read(), after != before else {
      return error
    }
    kept(.plain("\(document.name): nothing was written")).problems
      .forEach(LineOutput(verbose: false).show)
    return error
  }

  private func plaintext() throws(Failure) -> [UInt8] {
    do throws(SecretsError) {
      return try opened.plaintext()
    } catch {
      throw Failure(error, in: document.name)
    }
  }

  private func unchanged() throws(Failure) {
    try SecretsOutput.line("\(document.name): nothing changed, nothing written")
  }

  private func save() throws(Failure) {
    let before = document.isNew ? nil : opened.file
    do throws(Failure) {
      try document.save(opened)
    } catch {
      throw kept(error)
    }
    let words = EditWords(
      changes: opened.file.changes(since: before), isWhole: document.format == .binary,
      isNew: document.isNew)
    try SecretsOutput.line("\(document.name): \(words.text)")
    document.warnOfName()
  }

  /// Asks whether to go on with what does not parse.
  private func again(
    _ error: SecretsError, _ signals: borrowing StopSignals
  ) throws(Failure) {
    let failure = Failure(error, in: document.name)
    guard let terminal = Terminal() else { throw kept(failure) }
    failure.problems.forEach(LineOutput(verbose: false).show)
    if terminal.confirms("edit again? [Y/n] ", plain: true, stop: signals.raw) == true { return }
    throw kept(.plain("\(document.name): nothing was written"))
  }

  /// The failure, with where the edit stays.
  private func kept(_ failure: Failure) -> Failure {
    let path = folder.keep()
    let format =
      SopsFormat(ofPlaintext: document.name) == document.format
      ? "" : " --as \(document.format.rawValue)"
    let hint =
      "what you edited is in \(path), in the clear, in memory until you log out or restart: mend it "
      + "there, then run VISUAL=\("cp \(path.shellWord)".shellWord) converge secrets edit"
      + "\(format) \(document.name.shellWord), then rm \(path.shellWord)"
    let problems = failure.problems.map { Problem($0.message, at: $0.place, hint: hint) }
    if case .declarationInvalid = failure { return .declarationInvalid(problems) }
    return .failed(problems[0])
  }
}

/// A person's editor.
struct Editor {
  private let folder: EditFolder

  init(_ folder: EditFolder) { self.folder = folder }

  /// Opens the file in it, and waits for its end.
  func run(_ signals: borrowing StopSignals) throws(Failure) {
    // what an editor writes besides goes with the folder
    let variables =
      Host.variables.filter { !$0.hasPrefix("TMPDIR=") } + ["TMPDIR=\(folder.root)"]
    let program = ForegroundProgram(
      "/bin/sh", ["-c", Editor.command, "sh", folder.path], environment: variables)
    let end: Child.End
    do throws(PosixError) { end = try program.run(signals) } catch { throw Failure(error) }
    switch end {
    case .exited(0): return
    case .stopped(let signal): throw .stopped(signal: signal)
    case .exited(127):
      throw .plain("no editor could be started", hint: "EDITOR names one, such as EDITOR=nano")
    case .exited(let code):
      throw .plain("the editor ended with exit code \(code): nothing was written")
    case .signalled(let number):
      throw .plain("the editor was ended by signal \(number): nothing was written")
    case .overdue: return
    }
  }

  private static var command: String {
    for name in ["VISUAL", "EDITOR"] {
      if let words = Host.environment(name), !words.isEmpty { return command(words) }
    }
    return "e=$(command -v vi || command -v nano) || exit 127; exec \"$e\" \"$@\""
  }

  /// The shell stands aside where it can, so that signals for it reach the editor; where it has
  /// more to do it lets keys that send signals be the editor's.
  static func command(_ words: String) -> String {
    let isPlain =
      !words.contains { ";|&<>(){}`\n".contains($0) }
      && words.split(separator: " ").first?.contains("=") == false
    return isPlain ? "exec \(words) \"$@\"" : "trap : INT QUIT; \(words) \"$@\""
  }
}
