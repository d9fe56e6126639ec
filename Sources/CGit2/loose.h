#pragma once
#include <fcntl.h>
#include <git2.h>
#if __has_include(<git2/sys/errors.h>)
#include <git2/sys/errors.h>
#endif
#include <git2/sys/odb_backend.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

// libgit2 1.5 never ends reading an object in a file of its own that was cut off. This backend reads
// such files before libgit2 does; what is packed and what is written stays libgit2's own.

struct converge_git_loose {
  git_odb_backend parent;
  /// The folder of the objects.
  char *folder;
};

static inline int converge_git_loose_fail(void) {
  git_error_set_str(GIT_ERROR_ODB, "the object's file is cut off or damaged");
  return GIT_ERROR;
}

/// The bytes of a whole file; NULL where it cannot be read.
static inline unsigned char *converge_git_loose_file(const char *path, size_t *size) {
  struct stat status;
  unsigned char *bytes = NULL;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return NULL;
  if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) &&
      (bytes = malloc((size_t)status.st_size + 1))) {
    ssize_t count = 1;
    for (*size = 0; *size < (size_t)status.st_size && count > 0; *size += count) {
      count = read(file, bytes + *size, (size_t)status.st_size - *size);
      if (count < 0) count = 0;
    }
  }
  close(file);
  return bytes;
}

/// Inflates "blob 5\0hello".
static inline int converge_git_loose_inflate(void **data, size_t *length, git_object_t *kind,
                                             z_stream *stream, git_odb_backend *backend) {
  char head[64] = "", word[16] = "";
  size_t limit = (size_t)stream->avail_in * 1100 + sizeof head;
  stream->next_out = (unsigned char *)head;
  stream->avail_out = sizeof head - 1;
  int state = inflate(stream, Z_SYNC_FLUSH);
  size_t text = strlen(head) + 1, got = stream->total_out;
  if ((state != Z_OK && state != Z_STREAM_END) || text > got ||
      sscanf(head, "%15[a-z] %zu", word, length) != 2 || *length > limit)
    return converge_git_loose_fail();
  *kind = git_object_string2type(word);
  unsigned char *bytes = git_odb_backend_data_alloc(backend, *length + 1);
  if (!bytes) return GIT_ERROR;
  size_t begun = got - text;
  if (begun <= *length) {
    memcpy(bytes, head + text, begun);
    stream->next_out = bytes + begun;
    stream->avail_out = (unsigned)(*length - begun) + 1;
    if (state == Z_OK) state = inflate(stream, Z_FINISH);
  }
  if (state != Z_STREAM_END || stream->total_out != text + *length) {
    git_odb_backend_data_free(backend, bytes);
    return converge_git_loose_fail();
  }
  bytes[*length] = 0;
  *data = bytes;
  return 0;
}

static inline int converge_git_loose_read(void **data, size_t *length, git_object_t *kind,
                                          git_odb_backend *backend, const git_oid *id) {
  char name[GIT_OID_HEXSZ + 2] = "", path[4096];
  const char *folder = ((struct converge_git_loose *)backend)->folder;
  git_oid_pathfmt(name, id);
  if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) return GIT_ENOTFOUND;
  size_t size = 0;
  unsigned char *bytes = converge_git_loose_file(path, &size);
  if (!bytes) return GIT_ENOTFOUND;
  z_stream stream = {.next_in = bytes, .avail_in = (unsigned)size};
  int result = size >> 31 || inflateInit(&stream) != Z_OK ? GIT_ENOTFOUND : 0;
  if (result == 0) {
    result = converge_git_loose_inflate(data, length, kind, &stream, backend);
    inflateEnd(&stream);
  }
  free(bytes);
  return result;
}

static inline void converge_git_loose_free(git_odb_backend *backend) {
  free(((struct converge_git_loose *)backend)->folder);
  free(backend);
}

/// Puts it before the backends of a store that have a lower priority.
static inline int converge_git_add_loose(git_odb *store, const char *folder, int priority) {
  struct converge_git_loose *backend = calloc(1, sizeof *backend);
  if (!backend || git_odb_init_backend(&backend->parent, GIT_ODB_BACKEND_VERSION) < 0 ||
      !(backend->folder = strdup(folder))) {
    free(backend);
    return GIT_ERROR;
  }
  backend->parent.read = converge_git_loose_read;
  backend->parent.free = converge_git_loose_free;
  int result = git_odb_add_backend(store, &backend->parent, priority);
  if (result < 0) converge_git_loose_free(&backend->parent);
  return result;
}
