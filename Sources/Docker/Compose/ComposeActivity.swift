public import Posix

/// A `docker compose` at work.
public final class ComposeActivity: Activity {
  /// What is attempted, in words: "start media".
  public let action: String
  private let project: String
  private let child: RunningChild

  init(_ action: String, project: String, _ child: RunningChild) {
    self.action = action
    self.project = project
    self.child = child
  }

  public var awaited: [Awaited] { child.awaited }

  public var wakeAt: Instant? { child.wakeAt }

  public func proceed() -> Bool { child.proceed() }

  public func stop(signal: Int32) { child.stop(signal: signal) }

  /// What came of it, to be asked for once it has ended.
  ///
  /// - Throws: `ComposeError` where it did not succeed.
  @discardableResult
  public func result() throws(ComposeError) -> Child.Result {
    let result = try end()
    switch result.end {
    case .exited(0): return result
    case .exited(let code):
      throw ComposeError(action, code: code, output: result.output, errors: result.errors)
    case .signalled(let number):
      throw ComposeError(.other, action, ["docker was ended by signal \(number)"])
    case .overdue(let seconds):
      throw ComposeError(.overdue, action, ["docker was ended after \(Int(seconds)) seconds"])
    case .stopped(let number):
      throw ComposeError(.stopped, action, ["asked to stop by signal \(number)"])
    }
  }

  /// What Compose warns of although it succeeded.
  public func warnings() throws(ComposeError) -> [ComposeWarning] {
    Messages(try result().errors).warnings
  }

  /// What `config` says.
  public func resolution(_ reader: ProjectReader) throws(ComposeError) -> Resolution {
    let result = try result()
    if result.truncated {
      throw ComposeError(.other, action, ["docker compose config: they say too much"])
    }
    do {
      var resolution = try reader.read(result.output)
      resolution.warnings += Messages(result.errors).warnings
      return resolution
    } catch {
      throw ComposeError(error, project: project)
    }
  }

  /// How `docker` ended, whatever that means.
  func end() throws(ComposeError) -> Child.Result {
    do {
      return try child.result()
    } catch {
      throw ComposeError(.other, action, ["\(error)"])
    }
  }
}
