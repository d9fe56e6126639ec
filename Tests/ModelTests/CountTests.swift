import Model
import Testing

@Suite("a number with what it counts")
struct CountTests {
  @Test("has a word for one alone", arguments: [(0, "0 files"), (1, "1 file"), (21, "21 files")])
  func words(_ number: Int, _ words: String) {
    #expect(Count.words(number, "file") == words)
  }

  @Test("is that of times", arguments: [(1, "once"), (2, "2 times")])
  func times(_ number: Int, _ words: String) {
    #expect(Count.times(number) == words)
  }
}
