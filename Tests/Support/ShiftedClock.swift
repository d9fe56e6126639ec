/// Another time of day for one program: a library loaded before the C library's own tells it, and
/// reads anew each time how far it is off. The clock that only goes forward stays as it is, as it
/// does where somebody sets the clock.
public final class ShiftedClock: Sendable {
  public static let year = 365 * 86400

  private let folder: Folder

  public init() throws {
    folder = try Folder("clock")
    try write(ShiftedClock.source, to: folder["clock.c"])
    try must(["cc", "-shared", "-fPIC", "-O1", "-o", folder["clock.so"], folder["clock.c"]])
    try set(0)
  }

  /// Sets how many seconds it is ahead, for programs that run too.
  public func set(_ seconds: Int) throws {
    try write("\(seconds)\n", to: folder["next"])
    try must(["mv", folder["next"], folder["offset"]])
  }

  /// For the program's environment.
  public var environment: [String: String] {
    ["LD_PRELOAD": folder["clock.so"], "SHIFTED_CLOCK": folder["offset"]]
  }

  private static let source = """
    #define _GNU_SOURCE
    #include <errno.h>
    #include <fcntl.h>
    #include <stdlib.h>
    #include <sys/syscall.h>
    #include <sys/time.h>
    #include <time.h>
    #include <unistd.h>

    static long offset(void) {
      char text[32] = {0};
      int error = errno;
      int file = open(getenv("SHIFTED_CLOCK"), O_RDONLY | O_CLOEXEC);
      long count = read(file, text, sizeof text - 1);
      close(file);
      errno = error;
      return count > 0 ? atol(text) : 0;
    }

    int clock_gettime(clockid_t clock, struct timespec *time) {
      long result = syscall(SYS_clock_gettime, clock, time);
      if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        time->tv_sec += offset();
      return (int)result;
    }

    int gettimeofday(struct timeval *time, void *zone) {
      struct timespec now;
      clock_gettime(CLOCK_REALTIME, &now);
      time->tv_sec = now.tv_sec;
      time->tv_usec = now.tv_nsec / 1000;
      return 0;
    }

    time_t time(time_t *out) {
      struct timespec now;
      clock_gettime(CLOCK_REALTIME, &now);
      if (out) *out = now.tv_sec;
      return now.tv_sec;
    }

    """
}
