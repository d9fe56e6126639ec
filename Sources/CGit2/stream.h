#pragma once
#include <git2.h>
#include <git2/sys/transport.h>
#include <stdlib.h>

// A transport whose bytes somebody else carries: libgit2's own for ssh knows not every kind of key.

struct converge_git_carrier {
  void *payload;
  /// Starts the service of the other end; called again for what follows on the same connection.
  int (*begin)(void *payload);
  /// Answers how many bytes came, 0 at their end, or a negative value.
  long (*read)(void *payload, char *buffer, size_t size);
  /// Answers 0 once all was sent.
  int (*write)(void *payload, const char *buffer, size_t size);
  void (*end)(void *payload);
};

struct converge_git_line {
  git_smart_subtransport subtransport;
  git_smart_subtransport_stream stream;
  const struct converge_git_carrier *carrier;
};

static inline struct converge_git_line *converge_git_line_of(git_smart_subtransport *part) {
  return (struct converge_git_line *)part;
}

static inline int converge_git_line_read(git_smart_subtransport_stream *stream, char *buffer,
                                         size_t size, size_t *count) {
  const struct converge_git_carrier *carrier = converge_git_line_of(stream->subtransport)->carrier;
  long result = carrier->read(carrier->payload, buffer, size);
  *count = result > 0 ? (size_t)result : 0;
  return result < 0 ? -1 : 0;
}

static inline int converge_git_line_write(git_smart_subtransport_stream *stream,
                                          const char *buffer, size_t size) {
  const struct converge_git_carrier *carrier = converge_git_line_of(stream->subtransport)->carrier;
  return carrier->write(carrier->payload, buffer, size);
}

// the stream is a part of the line, and goes with it
static inline void converge_git_line_leave(git_smart_subtransport_stream *stream) { (void)stream; }

static inline int converge_git_line_action(git_smart_subtransport_stream **stream,
                                           git_smart_subtransport *part, const char *url,
                                           git_smart_service_t action) {
  struct converge_git_line *line = converge_git_line_of(part);
  (void)url;
  if (action != GIT_SERVICE_UPLOADPACK_LS && action != GIT_SERVICE_UPLOADPACK) return -1;
  *stream = &line->stream;
  return line->carrier->begin(line->carrier->payload);
}

static inline int converge_git_line_close(git_smart_subtransport *part) {
  const struct converge_git_carrier *carrier = converge_git_line_of(part)->carrier;
  carrier->end(carrier->payload);
  return 0;
}

static inline void converge_git_line_free(git_smart_subtransport *part) { free(part); }

static inline int converge_git_line_new(git_smart_subtransport **part, git_transport *owner,
                                        void *carrier) {
  struct converge_git_line *line = calloc(1, sizeof *line);
  (void)owner;
  if (!line) return -1;
  line->carrier = carrier;
  line->subtransport.action = converge_git_line_action;
  line->subtransport.close = converge_git_line_close;
  line->subtransport.free = converge_git_line_free;
  line->stream.subtransport = &line->subtransport;
  line->stream.read = converge_git_line_read;
  line->stream.write = converge_git_line_write;
  line->stream.free = converge_git_line_leave;
  *part = &line->subtransport;
  return 0;
}

/// Makes a transport of a carrier, which must outlive it.
static inline int converge_git_carried(git_transport **transport, git_remote *owner,
                                       struct converge_git_carrier *carrier) {
  git_smart_subtransport_definition definition = {converge_git_line_new, 0, carrier};
  return git_transport_smart(transport, owner, &definition);
}
