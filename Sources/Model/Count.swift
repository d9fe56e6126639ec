/// Numbers with what they count.
public enum Count {
  /// "1 commit", "2 commits".
  ///
  /// - Parameter noun: for one, whose plural ends in an s.
  public static func words(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }

  /// "once", "2 times".
  public static func times(_ number: Int) -> String { number == 1 ? "once" : "\(number) times" }
}
