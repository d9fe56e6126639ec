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
  /// "9ab3c1d since 03:12: container shop-web-1 exited with 1: no database"
  public func words(_ time: LocalTime = LocalTime()) -> String {
    let said = lastWords.map { ": \($0)" } ?? ""
    return "\(commit.prefix(7)) since \(time.words(since)): \(reason)\(said)"
  }

  /// What its containers said that tells most: what a health check printed, else the last line.
  private var lastWords: String? {
    let line = evidence.first { $0.contains(": \(ContainerFault.healthMark)") } ?? evidence.last
    guard let line else { return nil }
    guard let colon = line.firstRange(of: ": "),
      evidence.allSatisfy({ $0.hasPrefix(line[..<colon.upperBound]) })
    else { return line.shortened(to: HeldBack.limit) }
    return line[colon.upperBound...].shortened(to: HeldBack.limit)
  }

  /// Characters of what they said that are shown in a line with the rest.
  private static let limit = 120
}

extension StringProtocol {
  /// Its first line, or as much of that as `limit` characters hold, ended by "...".
  func shortened(to limit: Int) -> String {
    let line = prefix { !$0.isNewline }
    let short = line.prefix(limit)
    return short.endIndex < line.endIndex ? short + "..." : String(short)
  }
}

extension Failing {
  /// "failing since 03:12, 4 times; tried again at 03:40"
  public func words(_ time: LocalTime = LocalTime()) -> String {
    let next = time.isPast(nextTry) ? "by the next cycle" : "at \(time.words(nextTry))"
    return "failing since \(time.words(since)), \(Count.times(times)); tried again \(next)"
  }
}
