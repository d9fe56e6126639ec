#define _GNU_SOURCE
#include "CLinux.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/vfs.h>
#include <unistd.h>

int converge_open_beneath(int folder, const char *path, uint64_t flags, uint64_t mode) {
  struct open_how how = {
      .flags = flags | O_CLOEXEC,
      .mode = mode,
      .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
  };
  return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}

int converge_rename_noreplace(int from_folder, const char *from, int to_folder, const char *to) {
  return renameat2(from_folder, from, to_folder, to, RENAME_NOREPLACE);
}

void converge_start_writeback(int file) { sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE); }

int converge_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int converge_pidfd_open(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

static void stop_set(sigset_t *set) {
  sigemptyset(set);
  sigaddset(set, SIGINT);
  sigaddset(set, SIGTERM);
  sigaddset(set, SIGHUP);
}

int converge_stop_signals(void) {
  sigset_t set;
  stop_set(&set);
  if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) return -1;
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int converge_next_signal(int descriptor) {
  struct signalfd_siginfo info;
  return read(descriptor, &info, sizeof info) == sizeof info ? (int)info.ssi_signo : 0;
}

int converge_signal_descriptor(const void *set) {
  return signalfd(-1, (const sigset_t *)set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int converge_memory_file(void) { return memfd_create("input", MFD_CLOEXEC); }

static int set_up(
    posix_spawnattr_t *attributes, posix_spawn_file_actions_t *actions, const char *folder,
    int grouped, int in, int out, int err, int kept) {
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
  if (grouped) flags |= POSIX_SPAWN_SETPGROUP;
  int error = posix_spawnattr_setflags(attributes, flags);
  if (!error) error = posix_spawnattr_setpgroup(attributes, 0);
  if (!error) error = posix_spawnattr_setsigmask(attributes, &none);
  if (!error) error = posix_spawnattr_setsigdefault(attributes, &all);
  if (!error)
    error = in < 0 ? posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0)
                   : posix_spawn_file_actions_adddup2(actions, in, 0);
  if (!error) error = posix_spawn_file_actions_adddup2(actions, out, 1);
  if (!error) error = posix_spawn_file_actions_adddup2(actions, err, 2);
  // dup2 onto itself clears close-on-exec in the child
  if (!error && kept >= 0) error = posix_spawn_file_actions_adddup2(actions, kept, 3);
  if (!error) error = posix_spawn_file_actions_addclosefrom_np(actions, kept >= 0 ? 4 : 3);
  if (!error) error = posix_spawn_file_actions_addchdir_np(actions, folder);
  return error;
}

int converge_spawn(
    int *pid, const char *program, char *const *arguments, char *const *environment,
    const char *folder, int grouped, int in, int out, int err, int kept) {
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t actions;
  int error = posix_spawnattr_init(&attributes);
  if (error) return error;
  error = posix_spawn_file_actions_init(&actions);
  if (!error) {
    error = set_up(&attributes, &actions, folder, grouped, in, out, err, kept);
    if (!error) error = posix_spawnp(pid, program, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
  }
  posix_spawnattr_destroy(&attributes);
  return error;
}

int converge_in_memory(const char *path) {
  struct statfs status;
  if (statfs(path, &status) != 0) return 0;
  return status.f_type == TMPFS_MAGIC || status.f_type == RAMFS_MAGIC;
}

int converge_clock_is_synchronized(void) {
  struct timex clock = {0};
  int state = adjtimex(&clock);
  return state < 0 ? -1 : state != TIME_ERROR;
}
