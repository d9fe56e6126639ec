internal import CYAML

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
    var parser = Parser(
      bytes, depthLimit: depthLimit, takingBinary: takingBinary,
      anchors: nodeLimit.map(Anchors.init))
    return try parser.document()
  }

  /// The documents of a text that others wrote and others read: anchors and tags are passed over, an
  /// alias is an empty text, and so is a key that is no word.
  ///
  /// - Throws: `YAMLError` with the first thing that is no YAML at all.
  public static func documents(
    in bytes: [UInt8], sizeLimit: Int = 1 << 20, depthLimit: Int = 64
  ) throws(YAMLError) -> [Node] {
    guard bytes.count <= sizeLimit else {
      throw YAMLError("larger than \(sizeLimit) bytes", at: Mark(line: 1, column: 1))
    }
    var parser = Parser(bytes, depthLimit: depthLimit, isStrict: false)
    return try parser.documents()
  }

  /// Every scalar of a text, keys too, in its order: anchors and tags are passed over. What stands
  /// behind a fault is left out.
  ///
  /// - Parameter bytes: UTF-8, any number of documents.
  public static func scalars(in bytes: [UInt8]) -> [String] {
    var parser = Parser(bytes, depthLimit: 0, isStrict: false)
    return parser.scalars()
  }
}

/// libyaml's event parser. The C structure stands on the heap because it may not move.
private struct Parser: ~Copyable {
  private let raw: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>
  private let depthLimit: Int
  private let takingBinary: Bool
  /// Whether anchors, aliases and tags are refused.
  private let isStrict: Bool
  /// What anchors name; nil where they are refused.
  private var anchors: Anchors?

  init(
    _ bytes: [UInt8], depthLimit: Int, takingBinary: Bool = false, isStrict: Bool = true,
    anchors: Anchors? = nil
  ) {
    raw = .allocate(capacity: 1)
    input = .allocate(capacity: max(bytes.count, 1))
    _ = input.update(fromContentsOf: bytes)
    self.depthLimit = depthLimit
    self.takingBinary = takingBinary
    self.isStrict = isStrict
    self.anchors = anchors
    precondition(yaml_parser_initialize(raw) == 1, "out of memory")
    yaml_parser_set_encoding(raw, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(raw, input.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(raw)
    raw.deallocate()
    input.deallocate()
  }

  mutating func document() throws(YAMLError) -> Node? {
    while true {
      switch try next() {
      case .streamStart, .documentStart: continue
      case .streamEnd: return nil
      case let first:
        let root = try node(first, depth: 0)
        _ = try next()
        let after = try next()
        guard case .streamEnd = after else {
          throw YAMLError("a second document: only one is read", at: mark)
        }
        return root
      }
    }
  }

  mutating func documents() throws(YAMLError) -> [Node] {
    var result: [Node] = []
    while true {
      switch try next() {
      case .streamStart, .documentStart, .end: continue
      case .streamEnd: return result
      case let first: result.append(try node(first, depth: 0))
      }
    }
  }

  mutating func scalars() -> [String] {
    var result: [String] = []
    while let event = try? next() {
      if case .streamEnd = event { break }
      if case .scalar(let text, _) = event { result.append(text) }
    }
    return result
  }

  private mutating func node(_ event: Event, depth: Int) throws(YAMLError) -> Node {
    let (start, name) = (mark, anchor)
    try anchors?.count(1, at: start)
    let node = try plainNode(event, depth: depth)
    if let name { anchors?.keep(node, as: name) }
    return node
  }

  private mutating func plainNode(_ event: Event, depth: Int) throws(YAMLError) -> Node {
    let start = mark
    guard depth < depthLimit else { throw YAMLError("nested too deep", at: start) }
    switch event {
    case .scalar(let text, let plain):
      return Node(.scalar(text, plain: plain), at: start)
    case .sequenceStart:
      var items: [Node] = []
      while let item = try element(depth: depth) { items.append(item) }
      return Node(.sequence(items), at: start)
    case .mappingStart:
      var entries: [Node.Entry] = []
      while let key = try element(depth: depth) {
        var text = ""
        if case .scalar(let word, _) = key.value {
          text = word
        } else if isStrict {
          throw YAMLError("a key must be a word, not \(key.kind.words)", at: key.mark)
        }
        guard let value = try element(depth: depth) else { break }
        entries.append(Node.Entry(key: Text(text, at: key.mark), value: value))
      }
      return Node(.mapping(try anchors?.merge(entries) ?? entries), at: start)
    case .alias(let name):
      guard let anchors else { return Node(.scalar("", plain: false), at: start) }
      return try anchors.node(name, at: start, room: depthLimit - depth)
    default:
      throw YAMLError("unexpected end", at: start)
    }
  }

  /// The next node of a list or mapping, nil at its end.
  private mutating func element(depth: Int) throws(YAMLError) -> Node? {
    let event = try next()
    if case .end = event { return nil }
    return try node(event, depth: depth + 1)
  }

  private enum Event {
    case streamStart, streamEnd, documentStart, sequenceStart, mappingStart
    /// With the name of its anchor.
    case alias(String)
    /// Of a list, a mapping or a document.
    case end
    case scalar(String, plain: Bool)
  }

  /// Where the last event started.
  private var mark = Mark(line: 1, column: 1)
  /// The anchor of the last event.
  private var anchor: String?

  private mutating func next() throws(YAMLError) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(raw, &event) == 1 else { throw failure() }
    defer { yaml_event_delete(&event) }
    mark = Mark(event.start_mark)
    anchor = nil
    switch event.type {
    case YAML_STREAM_START_EVENT: return .streamStart
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let isBinary = takingBinary && Parser.isBinary(scalar.tag)
      try refuse(anchor: scalar.anchor, tag: isBinary ? nil : scalar.tag)
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let plain = scalar.style == YAML_PLAIN_SCALAR_STYLE && !isBinary
      return .scalar(String(decoding: bytes, as: UTF8.self), plain: plain)
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      try refuse(anchor: start.anchor, tag: start.tag)
      return .sequenceStart
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      try refuse(anchor: start.anchor, tag: start.tag)
      return .mappingStart
    case YAML_ALIAS_EVENT where !isStrict || anchors != nil:
      return .alias(String(cString: event.data.alias.anchor))
    case YAML_ALIAS_EVENT: throw YAMLError("aliases (*name) are not supported here", at: mark)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT, YAML_DOCUMENT_END_EVENT: return .end
    default: return .streamEnd
    }
  }

  private static func isBinary(_ tag: UnsafeMutablePointer<yaml_char_t>?) -> Bool {
    guard let tag else { return false }
    return String(cString: tag) == "tag:yaml.org,2002:binary"
  }

  private mutating func refuse(
    anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?
  ) throws(YAMLError) {
    guard isStrict else { return }
    self.anchor = anchor.map { String(cString: $0) }
    if anchor != nil, anchors == nil {
      throw YAMLError("anchors (&name) are not supported here", at: mark)
    }
    if tag != nil { throw YAMLError("tags (!name) are not supported here", at: mark) }
  }

  /// libyaml's own words, which never quote the text.
  private func failure() -> YAMLError {
    let problem = raw.pointee.problem.map { String(cString: $0) } ?? "cannot be read"
    guard raw.pointee.error == YAML_READER_ERROR else {
      return YAMLError(problem, at: Mark(raw.pointee.problem_mark))
    }
    let before = input.prefix(Int(raw.pointee.problem_offset))
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let characters = before[lineStart...].count { $0 & 0xC0 != 0x80 }
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    return YAMLError("not UTF-8 text: \(problem)", at: Mark(line: line, column: characters + 1))
  }
}

extension Mark {
  fileprivate init(_ raw: yaml_mark_t) {
    self.init(line: Int(raw.line) + 1, column: Int(raw.column) + 1)
  }
}
