internal import CYAML

/// A step of libyaml's parser through a text.
struct Event {
  enum Content {
    case streamStart, streamEnd, documentStart, sequenceStart, mappingStart
    /// With the name of its anchor.
    case alias(String)
    /// Of a list, a mapping or a document.
    case end
    case scalar(String, plain: Bool)
  }

  let content: Content
  /// Where it starts.
  let mark: Mark
  /// The name that it is given with `&`.
  var anchor: String?
  /// In full, as libyaml takes it; nil where none is written.
  var tag: String?
}

/// libyaml's parser, event by event.
struct EventReader: ~Copyable {
  private let parser: RawParser

  init(_ bytes: [UInt8]) { parser = RawParser(bytes) }

  /// The next event; the stream's end comes last.
  func next() throws(YAMLError) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser.raw, &event) == 1 else { throw parser.failure() }
    defer { yaml_event_delete(&event) }
    return Event(event)
  }
}

extension Event {
  fileprivate init(_ raw: yaml_event_t) {
    mark = Mark(raw.start_mark)
    switch raw.type {
    case YAML_STREAM_START_EVENT: content = .streamStart
    case YAML_DOCUMENT_START_EVENT: content = .documentStart
    case YAML_SCALAR_EVENT:
      let scalar = raw.data.scalar
      let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
      content = .scalar(String(decoding: text, as: UTF8.self), plain: isPlain)
      (anchor, tag) = (string(scalar.anchor), string(scalar.tag))
    case YAML_SEQUENCE_START_EVENT:
      content = .sequenceStart
      let start = raw.data.sequence_start
      (anchor, tag) = (string(start.anchor), string(start.tag))
    case YAML_MAPPING_START_EVENT:
      content = .mappingStart
      let start = raw.data.mapping_start
      (anchor, tag) = (string(start.anchor), string(start.tag))
    case YAML_ALIAS_EVENT: content = .alias(String(cString: raw.data.alias.anchor))
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT, YAML_DOCUMENT_END_EVENT: content = .end
    default: content = .streamEnd
    }
  }
}

private func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
  text.map { String(cString: $0) }
}
