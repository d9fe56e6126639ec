internal import CGit2

/// libgit2 itself, started once for the process. The user's own Git configuration is not read, and
/// repositories that belong to somebody else are opened. What is written into a repository is on the
/// disk before its reference is.
enum Library {
  static let started: Void = {
    git_libgit2_init()
    _ = converge_git_set_owner_validation(0)
    // a pack or reference that a power cut truncates would cost a whole new clone
    _ = converge_git_set_fsync(1)
    // each fetch leaves one, and a process may have 1024 files open
    _ = converge_git_set_open_packs(128)
    let levels = [
      GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG,
      GIT_CONFIG_LEVEL_GLOBAL,
    ]
    for level in levels { _ = converge_git_set_search_path(level.rawValue, "") }
  }()
}
