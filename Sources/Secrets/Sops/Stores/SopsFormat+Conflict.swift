extension SopsFormat {
  private static let marks = ["<<<<<<< ", "=======", ">>>>>>> "]

  /// Refuses an encrypted file in which git left two versions.
  ///
  /// - Throws: `mergeConflict`, with the line of the first mark.
  public func refuseConflict(in file: [UInt8]) throws(SecretsError) {
    var (line, missing) = (0, Self.marks[...])
    for (number, place) in ByteText.split(file, at: 10).enumerated() {
      guard let mark = missing.first, file[place].starts(with: mark.utf8) else { continue }
      if missing.count == Self.marks.count { line = number + 1 }
      missing.removeFirst()
      if missing.isEmpty, Ciphertext.isIn(file) {
        throw SecretsError(.mergeConflict(self), line: line)
      }
    }
  }
}
