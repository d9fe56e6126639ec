extension Node {
  /// Reads a text that holds one YAML document, or none.
  ///
  /// Anchors, aliases and tags are refused: configuration that a person reads has no use for them,
  /// and they are how YAML grows beyond its text.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8, at most `sizeLimit` bytes.
  ///   - depthLimit: how deep lists and mappings may be nested.
  ///   - takingBinary: whether the tag `!!binary` is taken: programs write it for what is not UTF-8.
  ///     The text stays as it is written, in base64.
  ///   - expandingAliases: takes anchors, and what they name again for each alias and merge key, for
  ///     files of other programs, until there are so many nodes; nil refuses them.
  /// - Returns: nil where there is no document: an empty text, or only comments.
  /// - Throws: `YAMLError` with the first thing that is wrong. Its text never quotes the document.
  public static func parse(
    _ bytes: [UInt8], sizeLimit: Int = 1 << 20, depthLimit: Int = 32, takingBinary: Bool = false,
    expandingAliases nodeLimit: Int? = nil
  ) throws(YAMLError) -> Node? {
    guard bytes.count <= sizeLimit else {
      throw YAMLError("larger than \(sizeLimit) bytes", at: Mark(line: 1, column: 1))
    }
    let parser = NodeParser(
      bytes, depthLimit: depthLimit, takingBinary: takingBinary,
      anchors: nodeLimit.map(Anchors.init))
    return try parser.document()
  }

  /// Every scalar of a text, keys too, in its order: anchors and tags are passed over. What stands
  /// behind a fault is left out, and behind what is nested too deep: libyaml takes time in proportion
  /// to the depth for each step.
  ///
  /// - Parameter bytes: UTF-8, any number of documents.
  public static func scalars(in bytes: [UInt8], depthLimit: Int = 100) -> [String] {
    let events = EventReader(bytes)
    var result: [String] = []
    var depth = 0
    while depth <= depthLimit, let event = try? events.next() {
      switch event.content {
      case .scalar(let text, _): result.append(text)
      case .documentStart, .sequenceStart, .mappingStart: depth += 1
      case .end: depth -= 1
      case .streamEnd: return result
      default: break
      }
    }
    return result
  }
}
