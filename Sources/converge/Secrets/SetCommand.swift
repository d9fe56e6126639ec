internal import Cycle
internal import Glibc
internal import Model
internal import Posix
internal import Secrets

/// `converge secrets set`: gives a value to a key, from standard input or a prompt.
struct SetCommand: Equatable {
  let target: ValueTarget

  func run() throws(Failure) {
    let document = try target.document()
    let path = try target.path(in: document)
    let opened = try document.opened(with: target.keys)
    let before = try plaintext(of: opened, document)
    let value = try value(document)
    do throws(SecretsError) {
      try opened.set(path, to: value)
    } catch {
      throw Failure(error, in: document.name)
    }
    let after = try plaintext(of: opened, document)
    if !document.isNew, after == before {
      try SecretsOutput.line("\(document.name): \(target.key) was so already")
    } else {
      try document.save(opened)
      let new = document.isNew ? "new file, " : ""
      try SecretsOutput.line("\(document.name): \(new)set \(target.key)")
      document.warnOfName()
      if opened.file.leavesOpen(target.key) {
        SecretsOutput.note(
          "warning: \(document.name): \(target.key) stays in the clear: the rule "
            + "\(opened.file.rule.name) does not want it encrypted")
      }
    }
    if document.format == .dotenv {
      warn(document, ValueWarnings(plaintext: after, key: target.key, value: value))
    }
  }

  private func warn(_ document: SecretDocument, _ warnings: ValueWarnings) {
    for text in warnings.texts {
      SecretsOutput.note("warning: \(document.name): \(target.key): \(text)")
    }
  }

  private func plaintext(
    of opened: OpenSopsFile, _ document: SecretDocument
  ) throws(Failure) -> [UInt8] {
    do throws(SecretsError) {
      return try opened.plaintext()
    } catch {
      throw Failure(error, in: document.name)
    }
  }

  private func value(_ document: SecretDocument) throws(Failure) -> [UInt8] {
    let value = isatty(0) == 1 ? try prompted(document) : try piped()
    // a program that failed before a pipe prints nothing
    guard !value.isEmpty else {
      throw .plain(
        "no value came: nothing was changed",
        hint: "converge secrets edit takes an empty value, if one is meant")
    }
    if document.format != .dotenv, Array(String(decoding: value, as: UTF8.self).utf8) != value {
      throw .plain("the value is not UTF-8, which \(document.format.rawValue) cannot hold")
    }
    return value
  }

  private func piped() throws(Failure) -> [UInt8] {
    do throws(Problem) {
      var bytes = try InputFile.read("-")
      if bytes.last == 10 { bytes.removeLast() }
      return bytes
    } catch {
      throw Failure(error)
    }
  }

  private func prompted(_ document: SecretDocument) throws(Failure) -> [UInt8] {
    let question = "value of \(target.key) in \(document.name) (not shown): ".printable
    return Terminal()?.passphrase(question) ?? []
  }
}
