internal import Git
internal import Glibc

/// A tracked file or link: what a tree says a path holds.
struct Blob: Equatable, Sendable {
  let id: ObjectID
  let kind: TreeEntry.Kind

  /// - Returns: nil for entries that are not written: folders and submodules.
  init?(_ entry: TreeEntry?) {
    guard let entry, entry.kind != .folder, entry.kind != .submodule else { return nil }
    id = entry.id
    kind = entry.kind
  }

  var isLink: Bool { kind == .link }
  var mode: mode_t { kind == .executable ? 0o755 : 0o644 }
}

/// What stands at a path of the work tree.
enum Found: Equatable, Sendable {
  case nothing
  /// The id is nil where the content is none of those that any tree in question has.
  case file(ObjectID?, mode_t)
  case link(ObjectID?)
  case folder
  /// A socket, pipe or device.
  case other

  /// Whether this is the content of a tracked file or link, whatever the mode.
  func holds(_ blob: Blob?) -> Bool {
    guard let blob else { return false }
    switch self {
    case .file(let id, _): return !blob.isLink && id == blob.id
    case .link(let id): return blob.isLink && id == blob.id
    default: return false
    }
  }
}

/// What the tree wants at a path.
enum Wanted: Equatable, Sendable {
  case nothing
  case blob(Blob)
  /// Something tracked stands below it.
  case folder
}

/// What to do with one path.
enum Action: Equatable, Sendable {
  case nothing
  case setMode(mode_t)
  case write(Blob, over: Obstacle)
  case remove
  case moveAside(Reason)
}

/// What a written file finds at its place.
enum Obstacle: Equatable, Sendable {
  /// Nothing; should something have come since, it must not be overwritten.
  case nothing
  /// What we wrote, or a local change of it: replaced.
  case tracked
  /// Removed if it is empty (Docker makes one for a missing bind source), else moved aside.
  case folder
  case data(Reason)
}

/// One path as everyone sees it: what was checked out, what runs that were killed may have written,
/// what is wanted, and what is there.
struct Situation: Equatable, Sendable {
  var deployed: Blob?
  /// One for each tree whose checkout was begun and not finished.
  var pending: [Blob?] = []
  var wanted: Wanted
  var found: Found

  /// Whether what is there was written by a checkout and not changed since.
  private var isOurs: Bool {
    found.holds(deployed) || pending.contains { found.holds($0) }
  }

  /// Whether it was tracked all the time: a killed run whose tree lacks the path may have removed
  /// the file, and what is there now came later.
  private var wasTracked: Bool { deployed != nil && !pending.contains(nil) }

  /// The one place where it is decided what happens to files.
  var action: Action {
    switch wanted {
    case .blob(let blob): return write(blob)
    case .nothing: return leave()
    case .folder: return clear()
    }
  }

  private func write(_ blob: Blob) -> Action {
    if case .file(_, let mode) = found, found.holds(blob) {
      return mode == blob.mode ? .nothing : .setMode(blob.mode)
    }
    if found.holds(blob) { return .nothing }
    switch found {
    case .nothing: return .write(blob, over: .nothing)
    case .folder: return .write(blob, over: .folder)
    case .file where isOurs || wasTracked && deployed?.isLink == false,
      .link where isOurs || wasTracked:
      return .write(blob, over: .tracked)
    default: return .write(blob, over: .data(deployed == nil ? .untracked : .replaced))
    }
  }

  private func leave() -> Action {
    switch found {
    case .file, .link:
      if isOurs { return .remove }
      return deployed == nil ? .nothing : .moveAside(.noLongerTracked)
    default: return .nothing
    }
  }

  private func clear() -> Action {
    switch found {
    case .nothing, .folder: return .nothing
    default:
      if isOurs { return .remove }
      return .moveAside(deployed == nil ? .untracked : .noLongerTracked)
    }
  }
}
