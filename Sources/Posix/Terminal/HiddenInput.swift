internal import Glibc

/// While it lasts what a person types is not shown, and is dropped where nobody read it. Signals
/// that would end or stop this process wait meanwhile, so that the terminal is never left so.
public final class HiddenInput {
  static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]

  private let device: Descriptor
  private var shown = termios()
  private var before = sigset_t()
  private var isOver = false

  /// nil where there is no terminal.
  public init?() {
    guard let device = Terminal.openDevice() else { return nil }
    self.device = device
    guard tcgetattr(self.device.raw, &shown) == 0 else {
      isOver = true
      return nil
    }
    var set = HiddenInput.set
    pthread_sigmask(SIG_BLOCK, &set, &before)
    var hidden = shown
    hidden.c_lflag &= ~tcflag_t(ECHO | ECHONL)
    hidden.c_lflag |= tcflag_t(ICANON | ISIG)
    tcsetattr(self.device.raw, TCSAFLUSH, &hidden)
  }

  deinit { end() }

  /// Gives the terminal back as it was. Signals that waited are delivered here.
  public func end() {
    if isOver { return }
    isOver = true
    tcsetattr(device.raw, TCSAFLUSH, &shown)
    pthread_sigmask(SIG_SETMASK, &before, nil)
  }

  /// The signals that wait.
  static var set: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    return set
  }
}
