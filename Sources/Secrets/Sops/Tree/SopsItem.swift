/// What stands behind a key, or in a list.
indirect enum SopsNode: Equatable {
  case null
  case leaf(SopsValue)
  /// A mapping: entries and comments in the order of the file.
  case branch([SopsItem])
  /// A list: elements and comments in the order of the file.
  case list([SopsItem])
}

/// One part of a mapping or a list.
struct SopsItem: Equatable {
  enum Label: Equatable {
    case key([UInt8])
    case element
    /// Its node is a leaf with the text behind `#`. Inline: it stands behind a value, which follows
    /// it here.
    case comment(isInline: Bool)
  }

  var label: Label
  var node: SopsNode
  /// Where it stands in the file, from 1; 0 where nobody wrote it.
  var line = 0

  /// An entry of a mapping.
  static func entry(_ key: String, _ node: SopsNode) -> SopsItem {
    SopsItem(label: .key(Array(key.utf8)), node: node)
  }

  /// An entry of a mapping that holds text.
  static func entry(_ key: String, text: String) -> SopsItem {
    entry(key, .leaf(.string(Array(text.utf8))))
  }

  static func comment(_ text: [UInt8], isInline: Bool = false, line: Int = 0) -> SopsItem {
    SopsItem(label: .comment(isInline: isInline), node: .leaf(.string(text)), line: line)
  }

  var isComment: Bool {
    if case .comment = label { true } else { false }
  }

  /// The key, where it is an entry.
  var key: [UInt8]? {
    if case .key(let key) = label { key } else { nil }
  }
}

/// What a SOPS file holds besides its metadata: documents, of which only YAML has more than one.
typealias SopsTree = [[SopsItem]]

extension [SopsItem] {
  /// The entry of that key; the first where there are several.
  subscript(key: String) -> SopsItem? {
    first { $0.key.map { ByteText.equal($0, [UInt8](key.utf8)) } ?? false }
  }
}
