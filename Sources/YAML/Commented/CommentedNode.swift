/// A part of a YAML text with its comments: what a program needs that changes a file and keeps what
/// people wrote into it. Texts are bytes, so that two that only look alike stay two.
public struct CommentedNode: Equatable, Sendable {
  public indirect enum Content: Equatable, Sendable {
    case scalar(Scalar)
    case sequence([CommentedNode])
    /// In the order of the text, duplicate keys included.
    case mapping([Entry])
    /// `*`: the node with that anchor.
    case alias(Anchor)
  }

  /// One line of a mapping. A comment below the value is the key's `foot`.
  public struct Entry: Equatable, Sendable {
    public var key: CommentedNode
    public var value: CommentedNode

    public init(key: CommentedNode, value: CommentedNode) {
      self.key = key
      self.value = value
    }
  }

  public var content: Content
  /// The tag as it is written, with `!!` for `tag:yaml.org,2002:`; nil where there is none.
  public var tag: [UInt8]?
  public var anchor: Anchor?
  /// Comments with their `#`, lines parted by line feeds. An empty line parts two blocks.
  public var comments: Comments
  public var mark: Mark

  public init(
    _ content: Content, tag: [UInt8]? = nil, anchor: Anchor? = nil,
    comments: Comments = Comments(), at mark: Mark = Mark(line: 1, column: 1)
  ) {
    self.content = content
    self.tag = tag
    self.anchor = anchor
    self.comments = comments
    self.mark = mark
  }
}

/// A name that a node is given with `&`. The same name may be given again: the number tells which
/// node is meant.
public struct Anchor: Equatable, Sendable {
  public var name: [UInt8]
  /// From 1, in the order of the text.
  public var number: Int

  public init(_ name: [UInt8], number: Int) {
    self.name = name
    self.number = number
  }
}

/// A text in YAML and how it is written.
public struct Scalar: Equatable, Sendable {
  public enum Style: Equatable, Sendable {
    case plain, singleQuoted, doubleQuoted, literal, folded
  }

  public var text: [UInt8]
  public var style: Style

  public init(_ text: [UInt8], style: Style) {
    self.text = text
    self.style = style
  }
}

/// The comments of one node, each empty where there is none.
public struct Comments: Equatable, Sendable {
  /// Above the node.
  public var head: [UInt8]
  /// Behind it, on its line.
  public var line: [UInt8]
  /// Below it, before an empty line.
  public var foot: [UInt8]

  public init(head: [UInt8] = [], line: [UInt8] = [], foot: [UInt8] = []) {
    self.head = head
    self.line = line
    self.foot = foot
  }
}

/// One document of a YAML text.
public struct CommentedDocument: Equatable, Sendable {
  public var root: CommentedNode
  /// Above the root and parted from it by an empty line.
  public var head: [UInt8]
  /// Below the root.
  public var foot: [UInt8]

  public init(_ root: CommentedNode, head: [UInt8] = [], foot: [UInt8] = []) {
    self.root = root
    self.head = head
    self.foot = foot
  }
}
