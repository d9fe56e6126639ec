internal import Glibc
internal import Posix

/// The way to a file that decides what runs here: whoever may write to a folder or link on it can put
/// another file in its place.
struct TrustedPath {
  /// As many as the kernel follows (path_resolution(7)).
  private static let linkLimit = 40

  private let path: String
  /// Where commits write, without links.
  private let checkout: String
  /// The folder that was reached, without links; "" is the root.
  private var place = ""
  private var rest: [String]
  private var links = 0

  /// - Parameters:
  ///   - path: of the file: absolute.
  ///   - checkout: the folder of the checkout.
  init(_ path: String, outside checkout: String) {
    self.path = path
    self.checkout = SettingsRules.resolved(checkout)
    rest = TrustedPath.names(path)
  }

  private static func names(_ path: String) -> [String] {
    path.split(separator: "/").map(String.init).filter { $0 != "." }
  }

  /// What is wrong on the way, and what to do; nil where all is well, or the file is not there.
  func fault() -> FileFault? {
    var walk = self
    do throws(PosixError) {
      return try walk.walk()
    } catch {
      return FileFault(error.path ?? path, .unseen(error))
    }
  }

  private mutating func walk() throws(PosixError) -> FileFault? {
    while !rest.isEmpty {
      let folder = try Folder.open(place.isEmpty ? "/" : place)
      let name = rest.removeFirst()
      if let fault = fault(of: try folder.status(), folder.path) { return fault }
      guard name != ".." else {
        place = place.split(separator: "/").dropLast().map { "/\($0)" }.joined()
        continue
      }
      guard let status = try folder.status(ofEntry: name) else { return nil }
      if status.kind == .link {
        if let fault = strange(status, "\(place)/\(name)") { return fault }
        links += 1
        guard links <= TrustedPath.linkLimit else { return nil }
        follow(String(decoding: try folder.target(ofLink: name), as: UTF8.self))
      } else {
        place += "/\(name)"
        if place == checkout || SettingsRules.holds(checkout, place) { return inside }
      }
    }
    return nil
  }

  private mutating func follow(_ target: String) {
    if target.hasPrefix("/") { place = "" }
    rest = TrustedPath.names(target) + rest
  }

  private var inside: FileFault {
    FileFault(path, .inCheckout, remedy: "put it where only root does, as in /etc/converge")
  }

  private func fault(of status: FileStatus, _ folder: String) -> FileFault? {
    let isSticky = status.permissions & S_ISVTX != 0
    guard status.permissions & 0o022 == 0 || isSticky else {
      return FileFault(
        folder, .open(to: "write to", status.permissions),
        consequence: ", and put another file at \(path)", remedy: "chmod go-w \(folder.shellWord)")
    }
    return strange(status, folder)
  }

  /// - Parameter what: a folder, or a link.
  private func strange(_ status: FileStatus, _ what: String) -> FileFault? {
    guard status.owner != 0 && status.owner != geteuid() else { return nil }
    return FileFault(
      what, .foreign(status.owner), consequence: ", who may put another file at \(path)",
      remedy: "chown -h root \(what.shellWord)")
  }
}
