extension String {
  /// As a word of a command line that a person can copy.
  public var shellWord: String {
    let isPlain =
      !isEmpty
      && unicodeScalars.allSatisfy {
        ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
          || "_-./:=@%+,".unicodeScalars.contains($0)
      }
    if isPlain { return self }
    // not by characters: a quote and an accent behind it are one
    let parts = unicodeScalars.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.map { String($0) }.joined(separator: #"'\''"#) + "'"
  }
}
