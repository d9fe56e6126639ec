internal import CGit2
internal import Posix

/// Where the objects of a remote come to: a folder of their own, until it is known that they are all
/// that is needed, as git-receive-pack(1) keeps them. What is not taken over goes with this object;
/// what was here before is only read.
final class Incoming {
  /// The repository with what came: libgit2 remembers objects, so that it is one of its own.
  let repository: Repository
  private let objects: String
  private var folder: String { objects + Folder.temporaryName(for: "incoming") }

  /// - Parameter watchdog: ends what takes long in here.
  init(_ target: Repository, _ watchdog: Watchdog) throws(GitError) {
    repository = try Repository.open(target.path)
    repository.goesOn = { watchdog.verdict == .none }
    objects = try target.objectFolder()
    // what a killed run left
    FileTree.remove(folder)
  }

  deinit { FileTree.remove(folder) }

  /// Where packs come to.
  var packs: String { "\(folder)/pack" }

  /// Makes the folder.
  func open() throws(GitError) {
    try storing("make room for what is fetched") { () throws(PosixError) in
      _ = try Folder.make(packs, mode: 0o700)
    }
    var store: OpaquePointer?
    try call("open the object store") { git_odb_open(&store, folder) }
    defer { git_odb_free(store) }
    try call("open the object store") { git_odb_add_disk_alternate(store, objects) }
    try call("open the object store") { git_repository_set_odb(repository.raw, store) }
  }

  /// Takes over what came.
  func accept() throws(GitError) {
    try storing("keep what was fetched") { () throws(PosixError) in
      try PackFolder(path: "\(objects)pack").take(from: packs)
    }
  }
}
