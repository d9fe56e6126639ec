internal import Cycle
internal import Secrets

/// `converge secrets unset`: removes a value.
struct UnsetCommand: Equatable {
  let target: ValueTarget

  func run() throws(Failure) {
    let document = try target.document()
    guard !document.isNew else { throw .plain("\(document.name): no such file") }
    let path = try target.path(in: document)
    let opened = try document.opened(with: target.keys)
    let found: Bool
    do throws(SecretsError) {
      found = try opened.unset(path)
    } catch {
      throw Failure(error, in: document.name)
    }
    guard found else { throw .plain("\(document.name): there is no \(target.key)") }
    try document.save(opened)
    try SecretsOutput.line("\(document.name): removed \(target.key)")
  }
}

/// A value in a file, as a command line names it.
struct ValueTarget: Equatable {
  let file: String
  let key: String
  let format: SopsFormat?
  let keys: [String]

  func document() throws(Failure) -> SecretDocument { try SecretDocument(file, as: format) }

  func path(in document: SecretDocument) throws(Failure) -> SopsPath {
    do throws(SecretsError) {
      return try SopsPath(key, in: document.format)
    } catch {
      throw .usage(.init(error.reason))
    }
  }
}
