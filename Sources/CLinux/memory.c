#define _GNU_SOURCE
#include "CLinux.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

void converge_wipe(void *bytes, uint64_t count) { explicit_bzero(bytes, count); }

int converge_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

// Whether a page can be locked where the limit is none at all: what root means here depends on
// capabilities and namespaces.
static int is_exempt(const struct rlimit *limit) {
  struct rlimit none = {.rlim_cur = 0, .rlim_max = limit->rlim_max};
  if (setrlimit(RLIMIT_MEMLOCK, &none) != 0) return 0;
  size_t size = (size_t)sysconf(_SC_PAGESIZE);
  void *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  int locked = page != MAP_FAILED && mlock(page, size) == 0;
  if (page != MAP_FAILED) munmap(page, size);
  setrlimit(RLIMIT_MEMLOCK, limit);
  return locked;
}

int converge_lock_memory(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0) return -1;
  if (limit.rlim_cur != RLIM_INFINITY && !is_exempt(&limit)) return -1;
  return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
}
