internal import Model
internal import Posix

/// What was applied last, a file for each stack. One that cannot be used is as good as none, and
/// costs one full cycle of its stack.
extension StateFolder {
  /// The receipt of a stack.
  ///
  /// - Parameters:
  ///   - seal: names the host's seal.
  ///   - note: told why a receipt that is there is of no use.
  func receipt(of stack: StackName, seal: String, note: (String) -> Void) -> StackReceipt? {
    let path = ReceiptFile.path(stack)
    do {
      guard let status = try folder.status(path) else { return nil }
      guard status.kind == .file else { throw ReceiptFile.Fault.damaged }
      return try ReceiptFile.parse(try folder.read(path, limit: 16 << 20), of: stack, seal: seal)
    } catch let fault as ReceiptFile.Fault {
      note(fault.words)
    } catch {
      note(ReceiptFile.Fault.damaged.words)
    }
    return nil
  }

  /// Keeps a receipt.
  ///
  /// - Parameter seal: names the host's seal.
  func keep(_ receipt: StackReceipt, of stack: StackName, seal: String) throws(Failure) {
    do {
      try makeWay(for: .folder, at: ReceiptFile.folder)
      _ = try folder.make(ReceiptFile.folder, mode: 0o700)
    } catch {
      throw .failed(Problem("\(error)"))
    }
    try write(
      ReceiptFile(
        version: Versioned.current, seal: seal, stack: stack.text, receipt: receipt),
      ReceiptFile.path(stack))
  }

  /// Forgets what was applied for a stack.
  func removeReceipt(of stack: StackName) throws(Failure) {
    do {
      try makeWay(for: .file, at: ReceiptFile.path(stack))
      try folder.removeFile(ReceiptFile.path(stack))
    } catch {
      throw .failed(Problem("\(error)"))
    }
  }

  /// The stacks that have a receipt, by name.
  func receiptNames() -> [StackName] {
    receiptFiles().filter { $0.hasSuffix(".json") }.compactMap { StackName(String($0.dropLast(5))) }
  }

  /// Name, inode, size and time of each receipt: what a look compares instead of reading them.
  func receiptMarks() -> [String] {
    guard let folder = try? folder.folder(ReceiptFile.folder) else { return [] }
    return receiptFiles().map { name in
      guard let status = try? folder.status(ofEntry: name) else { return name }
      let time = status.changed
      return "\(name) \(status.inode) \(status.size) \(time.seconds).\(time.nanoseconds)"
    }
  }

  /// The same of one file of the folder.
  func mark(of name: String) -> String {
    guard let status = try? folder.status(name) else { return name }
    let time = status.changed
    return "\(name) \(status.inode) \(status.size) \(time.seconds).\(time.nanoseconds)"
  }

  private func receiptFiles() -> [String] {
    guard let folder = try? folder.folder(ReceiptFile.folder) else { return [] }
    return ((try? folder.names()) ?? []).sorted()
  }
}
