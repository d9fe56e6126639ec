/// That a container can write a volume or a folder of the host.
public struct DataUse: Equatable, Sendable {
  /// The Compose service of the container.
  public var service: String?
  /// The image as it was named when the container was made.
  public var image: String
  /// "sha256:..."
  public var imageID: String
  public var mount: DataMount

  public init(service: String?, image: String, imageID: String, mount: DataMount) {
    self.service = service
    self.image = image
    self.imageID = imageID
    self.mount = mount
  }
}
