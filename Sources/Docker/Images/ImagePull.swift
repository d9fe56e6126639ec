internal import JSON
internal import Posix

/// One attempt of the Engine to pull an image (`POST /images/create`).
final class ImagePull: Activity {
  /// Bytes after which a line, or the body of a bad answer, is no longer what the Engine says.
  private static let limit = 1 << 20

  private let image: String
  private let connection: Connection
  private let login: RegistryLogin?
  private let deadline: Instant
  /// Seconds without a byte after which it is given up.
  private let patience: Double
  private var heardAt = Instant.now
  private var head: AnswerHead?
  private var rest: [UInt8] = []
  private var layers = PullLayers()
  private var fault: String?
  /// Whether the Engine said that the image is whole.
  private var isWhole = false
  private var outcome: Result<Void, PullError>?

  /// - Parameters:
  ///   - image: its name and platform.
  ///   - login: for its registry; nil for none.
  ///   - patience: seconds without a byte of an answer after which it is given up.
  ///   - deadline: when it is given up whatever comes.
  init(
    _ image: WantedImage, from engine: Engine, login: RegistryLogin?, patience: Double,
    deadline: Instant
  ) {
    self.image = image.name
    self.login = login
    self.patience = patience
    self.deadline = deadline
    let headers = login.map { ["X-Registry-Auth: \($0.header)"] } ?? []
    connection = Connection(
      engine.socket, "POST", ImagePull.target(image), headers: headers, action: "pull an image")
  }

  private static func target(_ image: WantedImage) -> String {
    let reference = image.reference
    let tag = reference.digest ?? reference.tag ?? "latest"
    let platform = image.platform.map { "&platform=\($0.percentEncoded)" } ?? ""
    return "/images/create?fromImage=\(reference.repository.percentEncoded)"
      + "&tag=\(tag.percentEncoded)\(platform)"
  }

  /// How far it is.
  var progress: PullProgress { layers.progress }

  /// Whether the image is here, to be asked for once it has ended.
  func result() throws(PullError) {
    guard let outcome else { preconditionFailure("the pull has not ended") }
    try outcome.get()
  }

  var awaited: [Awaited] { connection.awaited }

  var wakeAt: Instant? {
    if outcome != nil { return .now }
    let limit = min(deadline, heardAt.adding(seconds: patience))
    return connection.wakeAt.map { min($0, limit) } ?? limit
  }

  func proceed() -> Bool {
    if outcome != nil { return true }
    connection.proceed()
    take(connection.take())
    let now = Instant.now
    if outcome != nil { return true }
    if connection.isOver {
      end(verdict())
    } else if now >= deadline {
      end(error(.overdue, "it was not here in time"))
    } else if now >= heardAt.adding(seconds: patience) {
      end(error(.hung, "nothing came for \(Int(patience.rounded())) seconds"))
    }
    return outcome != nil
  }

  func stop(signal: Int32) {
    if outcome == nil { end(error(.stopped, "asked to stop")) }
  }

  private func take(_ bytes: [UInt8]) {
    if bytes.isEmpty { return }
    heardAt = .now
    rest += bytes
    if head == nil {
      do {
        head = try AnswerHead(rest, action: "")
      } catch {
        return end(self.error(.other, error.reason))
      }
      guard let head else { return checkSize() }
      rest.removeFirst(head.count)
    }
    if head?.status == 200 { takeLines() }
    checkSize()
  }

  private func takeLines() {
    var start = rest.startIndex
    while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
      take(line: rest[start..<end])
      start = end + 1
    }
    rest.removeFirst(start)
  }

  private func take(line: ArraySlice<UInt8>) {
    guard let line = SoundJSON.decode(PullLine.self, from: line) else { return }
    layers.take(line)
    if line.status?.hasPrefix("Status: ") == true { isWhole = true }
    if let words = line.failure?.message ?? line.error { fault = words }
  }

  private func checkSize() {
    if rest.count > ImagePull.limit { end(error(.other, "the Engine's answer is too large")) }
  }

  /// What the answer means now that it is over.
  private func verdict() -> PullError? {
    if let failure = connection.failure {
      let isAway = failure.code == .unreachable
      return error(isAway ? .noEngine : .cutOff, failure.reason)
    }
    guard let head else { return error(.cutOff, "the Engine broke off") }
    if head.status != 200 {
      let words = Answer.reason(rest) ?? "the Engine answered with status \(head.status)"
      let failure = PullFailure(words: words)
      return error(failure == .other && head.status == 404 ? .missing : failure, words)
    }
    if let fault { return error(PullFailure(words: fault), fault) }
    return isWhole ? nil : error(.cutOff, "the Engine broke off")
  }

  private func error(_ failure: PullFailure, _ reason: String) -> PullError {
    PullError(failure, image, Messages.clean(login?.masked(reason) ?? reason))
  }

  private func end(_ error: PullError?) {
    connection.close()
    outcome = error.map { .failure($0) } ?? .success(())
  }
}
