internal import CGit2
public import Posix

/// A path in a Git index.
public struct IndexEntry: Equatable, Sendable {
  public let path: String
  public let kind: TreeEntry.Kind
  public let id: ObjectID
  /// What the file system said when the content was known to be `id`.
  public var seen: Seen
  /// Whether Git is told not to look for a file (the skip-worktree bit).
  public var isSkipped: Bool
  /// Whether it stands for itself: no merge is under way, no bit hides changes.
  public var isPlain = true
  /// Whether it is one of several versions between which a merge has not decided yet.
  public var isUnmerged = false
  /// Whether `git add -N` announced the path only: its content is not there.
  public var isAnnounced = false

  public init(
    path: String, kind: TreeEntry.Kind, id: ObjectID, seen: Seen = .nothing, isSkipped: Bool = false
  ) {
    self.path = path
    self.kind = kind
    self.id = id
    self.seen = seen
    self.isSkipped = isSkipped
  }

  /// What an index keeps of a file's status; a file that changed has another.
  public struct Seen: Equatable, Sendable {
    var changed = Time()
    var modified = Time()
    var device: UInt32 = 0
    var inode: UInt32 = 0
    var owner: UInt32 = 0
    var group: UInt32 = 0
    var size: UInt32 = 0

    struct Time: Equatable, Sendable {
      var seconds: Int32 = 0
      var nanoseconds: UInt32 = 0
    }

    /// Matches no file: the content has to be read.
    public static let nothing = Seen()

    init() {}

    public init(_ status: FileStatus) {
      changed = Time(status.changed)
      modified = Time(status.modified)
      device = UInt32(truncatingIfNeeded: status.device)
      inode = UInt32(truncatingIfNeeded: status.inode)
      owner = status.owner
      group = status.group
      size = UInt32(truncatingIfNeeded: status.size)
    }

    /// Whether the file changed last before a point in time.
    public func isOlder(than time: FileStatus.Time) -> Bool {
      let seconds = Int64(UInt32(bitPattern: changed.seconds))
      return (seconds, Int64(changed.nanoseconds)) < (time.seconds, time.nanoseconds)
    }
  }
}

extension IndexEntry.Seen.Time {
  init(_ time: FileStatus.Time) {
    seconds = Int32(truncatingIfNeeded: time.seconds)
    nanoseconds = UInt32(truncatingIfNeeded: time.nanoseconds)
  }

  init(_ time: git_index_time) {
    seconds = time.seconds
    nanoseconds = time.nanoseconds
  }

  var raw: git_index_time { git_index_time(seconds: seconds, nanoseconds: nanoseconds) }
}

extension IndexEntry {
  init(_ raw: git_index_entry) {
    path = String(cString: raw.path)
    kind = TreeEntry.kind(mode: git_filemode_t(rawValue: raw.mode))
    id = ObjectID(raw.id)
    seen = Seen()
    seen.changed = Seen.Time(raw.ctime)
    seen.modified = Seen.Time(raw.mtime)
    (seen.device, seen.inode) = (raw.dev, raw.ino)
    (seen.owner, seen.group, seen.size) = (raw.uid, raw.gid, raw.file_size)
    let skip = UInt16(GIT_INDEX_ENTRY_SKIP_WORKTREE.rawValue)
    isSkipped = raw.flags_extended & skip != 0
    let hiding = UInt16(GIT_INDEX_ENTRY_INTENT_TO_ADD.rawValue)
    let marks = UInt16(GIT_INDEX_ENTRY_VALID.rawValue) | UInt16(GIT_INDEX_ENTRY_STAGEMASK)
    isPlain = raw.flags & marks == 0 && raw.flags_extended & hiding == 0
    isUnmerged = raw.flags & UInt16(GIT_INDEX_ENTRY_STAGEMASK) != 0
    isAnnounced = raw.flags_extended & hiding != 0
  }

  /// Without the path, which lives only as long as its caller says.
  var raw: git_index_entry {
    var result = git_index_entry()
    result.ctime = seen.changed.raw
    result.mtime = seen.modified.raw
    (result.dev, result.ino) = (seen.device, seen.inode)
    (result.uid, result.gid, result.file_size) = (seen.owner, seen.group, seen.size)
    result.id = id.raw
    result.mode = mode
    if isSkipped { result.flags_extended = UInt16(GIT_INDEX_ENTRY_SKIP_WORKTREE.rawValue) }
    return result
  }

  private var mode: UInt32 { kind.mode }
}

extension TreeEntry.Kind {
  /// As trees and indexes store it.
  var mode: UInt32 {
    switch self {
    case .file: return GIT_FILEMODE_BLOB.rawValue
    case .executable: return GIT_FILEMODE_BLOB_EXECUTABLE.rawValue
    case .link: return GIT_FILEMODE_LINK.rawValue
    case .submodule: return GIT_FILEMODE_COMMIT.rawValue
    case .folder: return GIT_FILEMODE_TREE.rawValue
    }
  }
}
