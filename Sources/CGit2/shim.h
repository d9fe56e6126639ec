#pragma once
#include <git2.h>

// git_libgit2_opts is variadic, which Swift cannot call.

/// Whether a repository that belongs to another user is refused.
static inline int converge_git_set_owner_validation(int enabled) {
  return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}

/// Where configuration of a level (`git_config_level_t`) is searched.
static inline int converge_git_set_search_path(int level, const char *path) {
  return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}

/// The certificate authorities that https trusts: a file, a folder, or both.
static inline int converge_git_set_certificates(const char *file, const char *folder) {
  return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, folder);
}
