internal import Posix

/// The files that a remote's configuration names, read when they are used. No error holds any of
/// their content.
enum ConfiguredFile {
  /// - Parameter key: the key of the configuration that names the file, for messages.
  static func text(_ path: String, key: String) throws(GitError) -> String {
    let action = "use \(key) \(path)"
    let bytes: [UInt8]
    do {
      bytes = try Descriptor.open(path).readAll(limit: 4 << 20)
    } catch {
      throw GitError(.configuration, action, error.description)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw GitError(.configuration, action, "it is not a text file")
    }
    return text
  }

  /// The token in a file, without the line's end.
  ///
  /// - Parameter key: the key of the configuration that names the file, for messages.
  static func token(_ path: String, key: String = "token-file") throws(GitError) -> String {
    var text = try text(path, key: key)[...]
    while let last = text.last, last.isNewline { text.removeLast() }
    guard !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
    else {
      throw GitError(
        .configuration, "use \(key) \(path)",
        "it is to hold the \(key == "token-file" ? "token" : "secret") alone, on one line")
    }
    return String(text)
  }
}
