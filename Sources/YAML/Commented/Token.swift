internal import CYAML

/// A piece of YAML as libyaml's scanner cuts it. Some have no text of their own: where a mapping
/// starts, and where a block ends.
struct Token {
  enum Kind: Equatable {
    case streamStart, streamEnd, versionDirective
    case tagDirective(handle: [UInt8], prefix: [UInt8])
    case documentStart, documentEnd, blockSequenceStart, blockMappingStart, blockEnd
    case flowSequenceStart, flowSequenceEnd, flowMappingStart, flowMappingEnd
    case blockEntry, flowEntry, key, value
    case alias([UInt8])
    case anchor([UInt8])
    case tag(handle: [UInt8], suffix: [UInt8])
    case scalar(Scalar)
  }

  let kind: Kind
  /// Where its text starts and ends, in characters.
  let characters: Range<Int>
  let mark: Mark
  /// Where it counts as starting when comments are given to tokens, in bytes.
  var start = 0

  /// Whether it stands in the text, and is not only inferred from it.
  var hasText: Bool {
    switch kind {
    case .blockSequenceStart, .blockMappingStart, .blockEnd: false
    case .key: !characters.isEmpty
    default: true
    }
  }
}

extension Token {
  init(_ raw: yaml_token_t) {
    characters = Int(raw.start_mark.index)..<max(Int(raw.start_mark.index), Int(raw.end_mark.index))
    mark = Mark(raw.start_mark)
    kind = Token.Kind(raw)
  }
}

extension Token.Kind {
  fileprivate init(_ raw: yaml_token_t) {
    switch raw.type {
    case YAML_STREAM_START_TOKEN: self = .streamStart
    case YAML_STREAM_END_TOKEN: self = .streamEnd
    case YAML_VERSION_DIRECTIVE_TOKEN: self = .versionDirective
    case YAML_TAG_DIRECTIVE_TOKEN:
      let directive = raw.data.tag_directive
      self = .tagDirective(handle: bytes(directive.handle), prefix: bytes(directive.prefix))
    case YAML_DOCUMENT_START_TOKEN: self = .documentStart
    case YAML_DOCUMENT_END_TOKEN: self = .documentEnd
    case YAML_BLOCK_SEQUENCE_START_TOKEN: self = .blockSequenceStart
    case YAML_BLOCK_MAPPING_START_TOKEN: self = .blockMappingStart
    case YAML_BLOCK_END_TOKEN: self = .blockEnd
    case YAML_FLOW_SEQUENCE_START_TOKEN: self = .flowSequenceStart
    case YAML_FLOW_SEQUENCE_END_TOKEN: self = .flowSequenceEnd
    case YAML_FLOW_MAPPING_START_TOKEN: self = .flowMappingStart
    case YAML_FLOW_MAPPING_END_TOKEN: self = .flowMappingEnd
    case YAML_BLOCK_ENTRY_TOKEN: self = .blockEntry
    case YAML_FLOW_ENTRY_TOKEN: self = .flowEntry
    case YAML_KEY_TOKEN: self = .key
    case YAML_VALUE_TOKEN: self = .value
    case YAML_ALIAS_TOKEN: self = .alias(bytes(raw.data.alias.value))
    case YAML_ANCHOR_TOKEN: self = .anchor(bytes(raw.data.anchor.value))
    case YAML_TAG_TOKEN:
      self = .tag(handle: bytes(raw.data.tag.handle), suffix: bytes(raw.data.tag.suffix))
    case YAML_SCALAR_TOKEN: self = .scalar(Scalar(raw))
    default: self = .streamEnd
    }
  }
}

extension Scalar {
  fileprivate init(_ raw: yaml_token_t) {
    let scalar = raw.data.scalar
    let style: Style =
      switch scalar.style {
      case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
      case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
      case YAML_LITERAL_SCALAR_STYLE: .literal
      case YAML_FOLDED_SCALAR_STYLE: .folded
      default: .plain
      }
    self.init(
      Array(UnsafeBufferPointer(start: scalar.value, count: scalar.length)), style: style)
  }
}

private func bytes(_ text: UnsafeMutablePointer<yaml_char_t>?) -> [UInt8] {
  guard let text else { return [] }
  var length = 0
  while text[length] != 0 { length += 1 }
  return Array(UnsafeBufferPointer(start: text, count: length))
}
