internal import YAML

extension YAMLTreeReader {
  /// A key, which must be text.
  func name(_ node: CommentedNode) throws(SecretsError) -> [UInt8] {
    let node = anchors.resolved(node)
    guard case .scalar(let scalar) = node.content else {
      throw fault("a key must be text", node.mark.line)
    }
    switch Resolution(scalar, tag: node.tag) {
    case .string(let text): return text
    case .merge: return scalar.text
    default:
      throw fault("sops takes only text for a key: put this one in quotes", node.mark.line)
    }
  }

  func isMerge(_ key: CommentedNode) -> Bool {
    guard case .scalar(let scalar) = key.content else { return false }
    return Resolution(scalar, tag: key.tag) == .merge
  }

  /// `<<` takes a mapping, or a list of mappings.
  func checkMerge(_ value: CommentedNode) throws(SecretsError) {
    var sources = [value]
    if case .sequence(let list) = value.content { sources = list }
    for source in sources {
      guard case .mapping = anchors.resolved(source).content else {
        throw fault("<< takes a mapping or a list of mappings", value.mark.line)
      }
    }
  }
}
