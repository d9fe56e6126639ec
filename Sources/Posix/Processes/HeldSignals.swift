internal import Glibc

/// The signals that ask the program to end, kept waiting so that a step is done whole.
public struct HeldSignals {
  private var before = sigset_t()

  /// Keeps them waiting for this thread.
  public init() {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP] { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, &before)
  }

  /// Lets those that wait take effect.
  public func release() {
    var before = before
    pthread_sigmask(SIG_SETMASK, &before, nil)
  }
}
