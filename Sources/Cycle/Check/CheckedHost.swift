internal import Model
internal import Secrets

/// A host as the tree describes it.
struct CheckedHost {
  enum Key: Equatable {
    case missing
    /// What is wrong, and the line.
    case unreadable(String, line: Int?)
    /// One or several recipients, each of which alone is this host.
    case recipients(Set<String>)
  }

  let name: String
  let key: Key
  /// The stacks it declares; nil where the list is missing or damaged, so that nothing is known.
  let stacks: [String]?
  /// The encrypted files that it needs.
  var needs: Set<String> = []
  /// Those that it may be able to open, needed or not; nil where that is not known.
  var mayOpen: Set<String>? = []

  /// Where its recipient is kept.
  var keyFile: String { CheckedHost.keyFile(of: name) }

  static func isKeyFile(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    return parts.count == 3 && parts[0] == "host" && parts[2] == "age.pub"
  }

  static func keyFile(of host: String) -> String { "host/\(host)/age.pub" }

  /// Its recipients; none where they are not known.
  var recipients: Set<String> {
    if case .recipients(let recipients) = key { recipients } else { [] }
  }
}

extension CheckedHost.Key {
  /// Reads a file of recipients, see ``RecipientLines``.
  init(_ bytes: [UInt8]?) {
    guard let bytes else {
      self = .missing
      return
    }
    var recipients: Set<String> = []
    for (number, text) in RecipientLines.read(bytes) {
      do throws(SecretsError) {
        recipients.insert(RecipientText.plain(try Recipient(text).description))
      } catch {
        self = .unreadable("\(error)", line: number)
        return
      }
    }
    self =
      recipients.isEmpty ? .unreadable("no recipient in it", line: nil) : .recipients(recipients)
  }
}
