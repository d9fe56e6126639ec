/// How far a pull is, summed over the image's layers.
public struct PullProgress: Equatable, Sendable {
  /// Compressed bytes that have come.
  public var received: Int64 = 0
  /// Compressed bytes in all, as far as known: a layer that waits for its turn has no size yet.
  public var total: Int64 = 0

  public init(received: Int64 = 0, total: Int64 = 0) {
    self.received = received
    self.total = total
  }
}

/// One line of what the Engine tells while it pulls.
struct PullLine: Decodable {
  struct Detail: Decodable {
    let current: Int64?
    let total: Int64?
  }

  struct Failure: Decodable { let message: String? }

  let id: String?
  let status: String?
  let detail: Detail?
  let error: String?
  let failure: Failure?

  private enum CodingKeys: String, CodingKey {
    case id, status, error
    case detail = "progressDetail"
    case failure = "errorDetail"
  }
}

/// The layers of an image that is pulled.
struct PullLayers {
  private struct Layer { var received: Int64 = 0, total: Int64 = 0 }

  /// Bytes that no layer has: larger numbers are none, and must not make a sum too large.
  private static let limit: Int64 = 1 << 44

  private var layers: [String: Layer] = [:]

  var progress: PullProgress {
    layers.values.reduce(into: PullProgress()) { sum, layer in
      sum.received += layer.received
      sum.total += layer.total
    }
  }

  mutating func take(_ line: PullLine) {
    guard let id = line.id, let status = line.status else { return }
    let current = PullLayers.bytes(line.detail?.current)
    let total = PullLayers.bytes(line.detail?.total)
    switch status {
    case "Downloading": download(id, current, total)
    case "Verifying Checksum", "Download complete", "Extracting", "Pull complete":
      finish(id)
    default: break
    }
  }

  private static func bytes(_ number: Int64?) -> Int64 { min(max(0, number ?? 0), limit) }

  /// A download that goes on after an interruption counts what is left only.
  private mutating func download(_ id: String, _ current: Int64, _ total: Int64) {
    var layer = layers[id] ?? Layer()
    layer.total = max(layer.total, total, current)
    layer.received = total > 0 ? max(0, layer.total - max(0, total - current)) : current
    layers[id] = layer
  }

  private mutating func finish(_ id: String) {
    guard var layer = layers[id] else { return }
    layer.received = layer.total
    layers[id] = layer
  }
}
