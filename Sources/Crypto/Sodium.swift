internal import CSodium

/// The one door to libsodium: its library must be initialised before anything else is called.
enum Sodium {
  private static let initialised: Bool = sodium_init() >= 0

  /// Initialises libsodium once for the process; every overlay in this module calls it first.
  static func ready() {
    precondition(initialised, "libsodium could not be initialised")
  }
}
