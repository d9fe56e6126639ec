#pragma once
#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/repository.h>
#include <stdlib.h>

// git_libgit2_opts is variadic, which Swift cannot call.

/// Whether a repository that belongs to another user is refused.
static inline int converge_git_set_owner_validation(int enabled) {
  return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}

/// Whether objects, references and indexes are on the disk before they take their names.
static inline int converge_git_set_fsync(int enabled) {
  return git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, enabled);
}

/// How many packs are open at once, at most.
static inline int converge_git_set_open_packs(size_t count) {
  return git_libgit2_opts(GIT_OPT_SET_MWINDOW_FILE_LIMIT, count);
}

/// Where configuration of a level (`git_config_level_t`) is searched.
static inline int converge_git_set_search_path(int level, const char *path) {
  return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}

/// The certificate authorities that https trusts: a file, a folder, or both.
static inline int converge_git_set_certificates(const char *file, const char *folder) {
  return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, folder);
}

/// Where libgit2 looks for `.ssh/known_hosts`; NULL is the user's own home again. Before 1.7 it has
/// no option for that and reads the environment.
static inline int converge_git_set_home(const char *path, const char *own) {
#if LIBGIT2_VER_MAJOR > 1 || LIBGIT2_VER_MINOR >= 7
  (void)own;
  return git_libgit2_opts(GIT_OPT_SET_HOMEDIR, path);
#else
  if (path) return setenv("HOME", path, 1);
  return own ? setenv("HOME", own, 1) : unsetenv("HOME");
#endif
}
