/// What something that goes on is about.
enum Subject: Equatable {
  /// A stack, or the cycle as a whole (nil).
  case stack(String?)
  /// An image that comes from its registry, by its name.
  case image(String)
}

extension String {
  /// An image's name without its digest.
  var withoutDigest: String { String(prefix { $0 != "@" }) }
}
