// Linux calls that Swift's Glibc module hides or that glibc does not wrap.
// Only plain types here: this header must not pull in others that Glibc's module declares too.
#pragma once
#include <stdint.h>

/// openat2(2): opens `path` beneath `folder` without following any symbolic link.
int converge_open_beneath(int folder, const char *path, uint64_t flags, uint64_t mode);

/// renameat2(2) with RENAME_NOREPLACE: fails with EEXIST where the target exists.
int converge_rename_noreplace(int from_folder, const char *from, int to_folder, const char *to);

/// sync_file_range(2): starts to write a file to the disk, without waiting.
void converge_start_writeback(int file);

/// pipe2(2) with O_CLOEXEC: a program that another thread starts meanwhile inherits neither end.
int converge_pipe(int ends[2]);

/// pidfd_open(2): a descriptor that becomes readable when the process ends.
int converge_pidfd_open(int pid);

/// Blocks SIGINT, SIGTERM and SIGHUP and returns a descriptor that becomes readable when one of
/// them arrives (signalfd(2)).
int converge_stop_signals(void);

/// The next signal of such a descriptor, or 0.
int converge_next_signal(int descriptor);

/// memfd_create(2) with MFD_CLOEXEC: an empty file without a name.
int converge_memory_file(void);

/// Starts a program (posix_spawnp(3)) in a working folder, in its own process group where
/// `grouped`, with no blocked or ignored signal, `in` (or -1: `/dev/null`) as input, `out` and `err`
/// as output, `kept` (or -1) as descriptor 3, and no other descriptor.
/// Returns 0 or an errno value.
int converge_spawn(
    int *pid, const char *program, char *const *arguments, char *const *environment,
    const char *folder, int grouped, int in, int out, int err, int kept);

/// A descriptor that becomes readable when a signal of the set (a sigset_t), which must be blocked,
/// waits (signalfd(2)).
int converge_signal_descriptor(const void *set);

/// explicit_bzero(3): zeros that the optimiser does not leave out.
void converge_wipe(void *bytes, uint64_t count);

/// prctl(2) with PR_SET_DUMPABLE 0: no core file, and no look at this process's memory but for root.
int converge_forbid_dumps(void);

/// mlockall(2) as memory is touched, now and later, where this process may lock any amount of it: a
/// limit would make later allocations fail. Returns 0 where it was done.
int converge_lock_memory(void);

/// Whether what stands at `path` is kept in memory only (statfs(2): tmpfs or ramfs).
int converge_in_memory(const char *path);

/// A socket (unix(7)) to send datagrams from.
int converge_datagram_socket(void);

/// Sends one datagram to the socket at `path`; one that starts with "@" is an abstract name (unix(7)).
int converge_send_datagram(int socket, const char *path, const void *bytes, uint64_t count);

/// Sends an empty datagram with an open file to the socket at `path`.
int converge_send_file(int socket, const char *path, int file);

/// memfd_create(2): a file in memory alone that can be sealed.
int converge_sealable_file(void);

/// Makes the content of such a file final.
int converge_seal(int file);
