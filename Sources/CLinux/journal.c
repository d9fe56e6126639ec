#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/// The length of the address, or 0.
static socklen_t address_of(const char *path, struct sockaddr_un *address) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  size_t length = strlen(path);
  if (length >= sizeof address->sun_path) {
    errno = ENAMETOOLONG;
    return 0;
  }
  memcpy(address->sun_path, path, length);
  // an abstract name is as long as the address says, without a final zero
  if (path[0] != '@') return sizeof *address;
  address->sun_path[0] = 0;
  return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
}

int converge_datagram_socket(void) {
  int result = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  // who listens may stand still
  struct timeval patience = {.tv_sec = 3};
  if (result >= 0) setsockopt(result, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  return result;
}

int converge_send_datagram(int socket, const char *path, const void *bytes, uint64_t count) {
  struct sockaddr_un address;
  socklen_t length = address_of(path, &address);
  if (length == 0) return -1;
  ssize_t sent = sendto(
      socket, bytes, count, MSG_NOSIGNAL, (struct sockaddr *)&address, length);
  return sent < 0 ? -1 : 0;
}

int converge_send_file(int socket, const char *path, int file) {
  struct sockaddr_un address;
  socklen_t length = address_of(path, &address);
  if (length == 0) return -1;
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr header;
  } control = {0};
  struct msghdr message = {
      .msg_name = &address,
      .msg_namelen = length,
      .msg_control = control.bytes,
      .msg_controllen = sizeof control.bytes,
  };
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(header), &file, sizeof file);
  return sendmsg(socket, &message, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

int converge_sealable_file(void) {
  return memfd_create("journal-entry", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

int converge_seal(int file) {
  return fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
}
