internal import Git
internal import Model

extension Export {
  /// Writes what a stack is made of as it is going to be deployed.
  func write(_ stack: Stack, of target: Target) throws(Failure) {
    try write(
      stack, of: target.tree, plaintexts: target.secrets.plaintexts(of: stack),
      layers: try target.layers(of: stack))
  }
}

extension Target {
  /// What a stack reads from outside the checkout, see ``LayerFolder``.
  func layers(of stack: Stack) throws(Failure) -> [String: [UInt8]] {
    do {
      return try LayerFolder.files(
        of: stack, repository, tree(of: stack.name), plaintexts: secrets.plaintexts)
    } catch {
      throw Failure(error)
    }
  }
}
