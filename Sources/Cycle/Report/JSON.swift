internal import FoundationEssentials

/// Values as JSON for programs: keys in a stable order, slashes as they are.
public enum JSON {
  /// A document of several lines, ended by a line break; nil where it cannot be encoded.
  public static func document(_ value: some Encodable) -> [UInt8]? {
    encode(value, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
  }

  /// A single line, ended by a line break; nil where it cannot be encoded.
  public static func line(_ value: some Encodable) -> [UInt8]? {
    encode(value, [.sortedKeys, .withoutEscapingSlashes])
  }

  private static func encode(
    _ value: some Encodable, _ format: JSONEncoder.OutputFormatting
  ) -> [UInt8]? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = format
    return (try? encoder.encode(value)).map { Array($0) + [0x0a] }
  }
}
