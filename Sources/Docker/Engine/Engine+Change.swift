internal import Crypto
internal import Model

/// What is done to the Engine directly, where Compose cannot help. Volumes are never removed.
extension Engine {
  /// Starts a container; one that runs is fine.
  public func start(_ id: String) throws(EngineError) {
    try send(
      "POST", "/containers/\(id.percentEncoded)/start", "start the container \(id)",
      seconds: seconds * Engine.slowness
    ).succeed()
  }

  /// How many times as long as an answer the work on a container may take, on a slow disk.
  private static let slowness = 4.0
  /// Seconds that a container may take to stop by its own setting, before the Engine counts as hung.
  private static let patience = 600.0

  /// Stops a container; one that does not run, or is gone, is fine.
  ///
  /// - Parameter seconds: how long the container may take before it is killed; nil for its own
  ///   setting (`stop_grace_period`).
  public func stop(_ id: String, seconds: Int? = nil) throws(EngineError) {
    let query = seconds.map { "?t=\($0)" } ?? ""
    try send(
      "POST", "/containers/\(id.percentEncoded)/stop\(query)", "stop the container \(id)",
      seconds: (seconds.map(Double.init) ?? Engine.patience) + self.seconds
    ).succeed(or: 404)
  }

  /// Sends a signal to the first process of a container.
  ///
  /// - Parameter name: "SIGHUP".
  /// - Throws: `EngineError` with status 409 where the container does not run.
  public func signal(_ id: String, _ name: String) throws(EngineError) {
    try send(
      "POST", "/containers/\(id.percentEncoded)/kill?signal=\(name.percentEncoded)",
      "send \(name) to the container \(id)"
    ).succeed()
  }

  /// Gives a container another name; one that is gone is fine.
  ///
  /// - Throws: `EngineError` with status 409 where another container has the name.
  public func renameContainer(_ id: String, to name: String) throws(EngineError) {
    try send(
      "POST", "/containers/\(id.percentEncoded)/rename?name=\(name.percentEncoded)",
      "rename the container \(id) to \(name)"
    ).succeed(or: 404)
  }

  /// Gives an image another name; what had it before loses it.
  ///
  /// - Parameters:
  ///   - id: the image's.
  ///   - name: "registry.lan/web:2"; a digest cannot be given.
  public func tag(_ id: String, as name: String) throws(EngineError) {
    let image = ImageVersion(name)
    try send(
      "POST",
      "/images/\(id.percentEncoded)/tag?repo=\(image.repository.percentEncoded)"
        + "&tag=\((image.tag ?? "latest").percentEncoded)",
      "name an image \(name)"
    ).succeed()
  }

  /// Removes a container, but none of its volumes; one that is gone, or on its way, is fine.
  ///
  /// - Parameter force: kill it first if it runs; refused otherwise.
  public func removeContainer(_ id: String, force: Bool) throws(EngineError) {
    do {
      try send(
        "DELETE", "/containers/\(id.percentEncoded)?v=0&force=\(force ? 1 : 0)",
        "remove the container \(id)", seconds: seconds * Engine.slowness
      ).succeed(or: 404)
    } catch {
      guard error.code == .status(409), error.reason.contains("already in progress") else {
        throw error
      }
    }
  }

  /// Removes a network; one that is gone is fine.
  ///
  /// - Throws: `EngineError` with status 403 where containers are attached to it.
  public func removeNetwork(_ id: String) throws(EngineError) {
    try send("DELETE", "/networks/\(id.percentEncoded)", "remove the network \(id)")
      .succeed(or: 404)
  }
}

extension String {
  /// As one part of an address.
  var percentEncoded: String { String(decoding: PercentEncoding.encode(utf8), as: UTF8.self) }
}
