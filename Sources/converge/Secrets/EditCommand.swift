internal import Cycle
internal import Model
internal import Posix
internal import Secrets

/// `converge secrets edit`: a file in the clear in a person's editor, in memory only.
struct EditCommand: Equatable {
  let file: String
  var format: SopsFormat?
  var keys: [String] = []

  func run() throws(Failure) {
    let document = try SecretDocument(file, as: format)
    let opened = try document.opened(with: keys)
    let signals = try EditCommand.signals()
    let folder = try EditCommand.folder(for: document)
    defer { folder.wipe() }
    try EditSession(document: document, opened: opened, folder: folder).run(signals)
  }

  private static func signals() throws(Failure) -> StopSignals {
    do throws(PosixError) { return try StopSignals() } catch { throw Failure(error) }
  }

  private static func folder(for document: SecretDocument) throws(Failure) -> EditFolder {
    do throws(Problem) {
      return try EditFolder(for: name(of: document))
    } catch {
      throw Failure(error)
    }
  }

  /// A name by which an editor knows the format.
  private static func name(of document: SecretDocument) -> String {
    let name = String(document.file.path.split(separator: "/").last ?? "secret")
    let format = document.format
    if SopsFormat(ofPlaintext: name) == format || format == .binary { return name }
    return "\(name).\(format == .dotenv ? "env" : format.rawValue)"
  }
}
