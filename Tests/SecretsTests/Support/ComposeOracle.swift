import FoundationEssentials
import Glibc

@testable import Secrets

/// The real `docker compose`, which needs no Engine to show a configuration.
enum ComposeOracle {
  static let isPresent = system("docker compose version >/dev/null 2>&1") == 0

  private struct Configuration: Decodable {
    struct Service: Decodable {
      let environment: [String: String]
    }

    let services: [String: Service]
  }

  /// The environment that a service gets from a dotenv file; nil where compose refuses it.
  static func run(_ text: String) throws -> [String: String]? {
    let folder = try TemporaryFolder()
    try Files.write(Array(text.utf8), to: "\(folder.path)/t.env")
    try Files.write(
      Array("services: {a: {image: x, env_file: t.env}}\n".utf8),
      to: "\(folder.path)/compose.yaml")
    let command =
      "cd '\(folder.path)' && env -i PATH=\"$PATH\" docker compose --env-file /dev/null "
      + "config --format json >out.json 2>/dev/null"
    guard system(command) == 0 else { return nil }
    let output = try Files.read("\(folder.path)/out.json")
    let configuration = try JSONDecoder().decode(Configuration.self, from: Data(output))
    return configuration.services["a"]?.environment.mapValues {
      $0.split(separator: "$$", omittingEmptySubsequences: false).joined(separator: "$")
    }
  }

  /// What arrives of an entry where no variable is set, from what this project knows of it.
  static func value(_ entry: Dotenv.Entry) -> [UInt8] {
    guard entry.quoting != .single else { return entry.literal }
    return interpolated(entry.literal[...])
  }

  private static func interpolated(_ text: ArraySlice<UInt8>) -> [UInt8] {
    guard let sign = text.firstIndex(of: 36) else { return Array(text) }
    let rest = text[(sign + 1)...]
    if rest.first == 36 { return text[..<sign] + [36] + interpolated(rest.dropFirst()) }
    if rest.first == 123 { return text[..<sign] + braced(rest.dropFirst()) }
    guard let first = rest.first, isName(first), !(48...57).contains(first) else {
      return text[...sign] + interpolated(rest)
    }
    return text[..<sign] + interpolated(rest.drop { isName($0) })
  }

  /// `NAME}` or `NAME:-default}` with braces that may be nested.
  private static func braced(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var depth = 1
    var end = text.startIndex
    while end < text.endIndex {
      if text[end] == 125 { depth -= 1 }
      if depth == 0 { break }
      if text[end] == 123, end > text.startIndex, text[end - 1] == 36 { depth += 1 }
      end += 1
    }
    var inner = text[..<end].drop { isName($0) }
    if inner.first == 58 { inner.removeFirst() }
    let fallback = inner.first == 45 ? interpolated(inner.dropFirst()) : []
    return fallback + interpolated(text[min(end + 1, text.endIndex)...])
  }

  private static func isName(_ byte: UInt8) -> Bool {
    byte == 95 || (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
  }
}
