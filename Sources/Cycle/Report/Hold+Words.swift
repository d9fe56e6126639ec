public import Model
public import Posix

extension Hold {
  /// "on hold until 14:30 (moving the disks)", or where it does not end by itself
  /// "on hold since 03:12".
  public func words(_ time: LocalTime = LocalTime()) -> String {
    let limit = until.map { "until \(time.words($0))" } ?? "since \(time.words(since))"
    return "on hold \(limit)\(reason.map { " (\($0))" } ?? "")"
  }
}

extension HeldBack {
  /// "9ab3c1d since 03:12: container shop-web-1 exited with 1"
  public func words(_ time: LocalTime = LocalTime()) -> String {
    "\(commit.prefix(7)) since \(time.words(since)): \(reason)"
  }
}

extension Failing {
  /// "failing since 03:12, 4 times; tried again at 03:40"
  public func words(_ time: LocalTime = LocalTime()) -> String {
    let count = times == 1 ? "once" : "\(times) times"
    let next = time.isPast(nextTry) ? "by the next cycle" : "at \(time.words(nextTry))"
    return "failing since \(time.words(since)), \(count); tried again \(next)"
  }
}
