public import Posix

/// What is wrong with a file or folder that this program trusts, and what mends it.
public struct FileFault: Equatable, Sendable, CustomStringConvertible {
  public enum Kind: Equatable, Sendable {
    case missing
    /// Something else stands there.
    case noFile
    /// What others may do with it: "read or write"; and its permission bits.
    case open(to: String, UInt32)
    /// It is not its owner's alone; its permission bits.
    case shared(UInt32)
    /// The number of the user to whom it belongs.
    case foreign(UInt32)
    /// Commits write there.
    case inCheckout
    /// It cannot be looked at.
    case unseen(PosixError)
  }

  public let path: String
  public let kind: Kind
  /// What may come of it, behind what was found: ", and put another file at /x".
  private let consequence: String
  /// A command, or advice.
  public let remedy: String?

  public init(_ path: String, _ kind: Kind, consequence: String = "", remedy: String? = nil) {
    (self.path, self.kind) = (path, kind)
    (self.consequence, self.remedy) = (consequence, remedy)
  }

  /// What was found, to be read behind the path: "belongs to user 5".
  public var found: String { words(for: "it") }

  /// "others may write /x (mode 0666): chmod go-w /x"
  public var description: String {
    switch kind {
    case .unseen: remedy.map { "\(found); \($0)" } ?? found
    case .open: words(for: path) + ending
    default: "\(path) \(found)\(ending)"
    }
  }

  private var ending: String { remedy.map { ": \($0)" } ?? "" }

  /// - Parameter name: what it is called where that does not come first.
  private func words(for name: String) -> String {
    switch kind {
    case .missing: "is missing"
    case .noFile: "is not a file"
    case .open(let deed, let mode): "others may \(deed) \(name) (mode \(octal(mode)))\(consequence)"
    case .shared(let mode): "has the mode \(octal(mode)), and is to be root's alone"
    case .foreign(let user): "belongs to user \(user)\(consequence)"
    case .inCheckout: "is in the checkout, where commits write"
    case .unseen(let error): "\(error)"
    }
  }

  private func octal(_ mode: UInt32) -> String { "0\(String(mode, radix: 8))" }
}
