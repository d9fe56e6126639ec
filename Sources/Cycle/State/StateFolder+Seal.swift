internal import Crypto
internal import Model
internal import Posix

extension StateFolder {
  /// The host's seal, made where there is none. Receipts that another key sealed say nothing any
  /// more: a lost key costs what lost receipts cost.
  ///
  /// - Parameter isKept: whether a new key is written down.
  func seal(isKept: Bool) throws(Failure) -> Seal {
    do {
      if try folder.status(Seal.name) != nil {
        var bytes = try folder.read(Seal.name, limit: 4096)
        if bytes.count == Seal.keySize { return Seal(taking: &bytes) }
      }
      var bytes = Random.bytes(count: Seal.keySize)
      if isKept { try folder.write(bytes, to: Seal.name, mode: 0o600) }
      return Seal(taking: &bytes)
    } catch {
      throw .failed(Problem("\(error)"))
    }
  }
}
