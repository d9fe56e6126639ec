import Glibc
import TestSupport

/// What somebody does to a stack between two cycles.
enum Sabotage: String, CaseIterable {
  case nothing = "nothing"
  case stopped = "a container stopped"
  case removed = "a container removed"
  case renamed = "a container renamed"
  case cutOff = "a container cut from its network"
  case edited = "a file edited in the checkout"
  case plaintext = "a plaintext deleted"
  case receipt = "a receipt truncated"

  /// Does it to a stack, as far as the stack is there.
  func harm(_ stack: String, of host: Host) throws {
    switch self {
    case .nothing: break
    case .stopped, .removed, .renamed, .cutOff:
      guard
        let container = try host.engine.containers(project: stack).first(where: {
          $0.service == "app"
        })
      else { return }
      _ = try host.engine.docker(command(container, stack))
    case .edited: try overwrite("\(host.checkout)/stacks/\(stack)/app.ini", "edited\n")
    case .plaintext: unlink("\(host.checkout)/stacks/\(stack)/.decrypted.app.secret.env")
    case .receipt:
      let path = "\(host.state)/receipts/\(stack).json"
      if let text = read(path) { try overwrite(path, String(text.prefix(text.count / 2))) }
    }
  }

  private func command(_ container: Container, _ stack: String) -> [String] {
    switch self {
    case .stopped: ["stop", "-t", "1", container.id]
    case .removed: ["rm", "-f", container.id]
    case .renamed: ["rename", container.id, "stolen-\(stack)-\(container.id.prefix(6))"]
    default: ["network", "disconnect", "-f", "\(stack)_default", container.id]
    }
  }

  private func overwrite(_ path: String, _ text: String) throws {
    if metadata(path) != nil { try write(text, to: path) }
  }
}
