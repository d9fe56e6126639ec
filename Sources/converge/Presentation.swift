/// How a person wants to be told.
struct Presentation: Equatable, Sendable {
  enum Color: String, Sendable { case auto, always, never }

  /// For programs: one JSON object a line, or one document.
  var json = false
  var color = Color.auto
}
