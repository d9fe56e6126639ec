import Model
import Testing

@Suite("A cause")
struct CauseTests {
  @Test(
    "that is known only after Compose came by names what it found",
    arguments: [
      (
        .imageContent("app:1", from: "sha256:aa", to: "sha256:bb"),
        "image app:1: sha256:aa to sha256:bb"
      ),
      (.dependency("db"), "db, which it depends on, was made anew"),
      (.compose(from: "2.26.1", to: "2.40.2"), "Compose 2.26.1 to 2.40.2"),
      (.compose(from: "2.26.1", to: "2.26.1"), "Compose found it changed"),
      (.compose(from: nil, to: "2.26.1"), "Compose found it changed"),
    ] as [(Cause, String)])
  func words(_ cause: Cause, _ words: String) { #expect("\(cause)" == words) }

  @Test("is told on one line with the others, abbreviated where there are many") func many() {
    let causes = (1...9).map { Cause.file(FileChange("f\($0)")) }
    #expect(Array(causes[..<2]).words == "f1; f2")
    #expect(causes.words == "f1; f2; f3; f4; f5 and 4 more")
  }

  @Test("has a word for programs that never changes its meaning") func kinds() {
    #expect(Cause.image(from: "a", to: "b").kind == Cause.imageContent("a", from: "", to: "").kind)
    #expect(Cause.drift(.missing(service: "a")).kind == "drift")
  }
}
