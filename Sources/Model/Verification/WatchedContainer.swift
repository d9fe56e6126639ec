/// A container that is watched after its stack changed, and what it shall be.
public struct WatchedContainer: Equatable, Sendable {
  public var id: String
  public var name: String
  /// The labels of Compose that it shall carry.
  public var project: String
  public var service: String
  /// Whether it runs to its end and is then done.
  public var isOneShot: Bool
  /// Nil where any image will do.
  public var imageID: String?
  /// Nil where any will do.
  public var configHash: String?
  /// How often the Engine had started it again by itself before the stack came up: more of that is
  /// a failure. A new container has nothing behind it.
  public var restarts: Int

  public init(
    id: String, name: String, project: String, service: String, isOneShot: Bool = false,
    imageID: String? = nil, configHash: String? = nil, restarts: Int = 0
  ) {
    self.id = id
    self.name = name
    self.project = project
    self.service = service
    self.isOneShot = isOneShot
    self.imageID = imageID
    self.configHash = configHash
    self.restarts = restarts
  }
}
