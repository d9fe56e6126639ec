/// An image that is to be here.
public struct WantedImage: Hashable, Sendable {
  /// As a Compose file has it.
  public var name: String
  /// "linux/arm64"; nil for the Engine's own.
  public var platform: String?

  public init(_ name: String, platform: String? = nil) {
    self.name = name
    self.platform = platform
  }

  var reference: ImageReference { ImageReference(name) }
}
