public import Posix

/// An image on its way here: the login is looked for, the Engine pulls, again after a while where
/// that may help, and what has come is looked at.
public final class PullJob: Activity {
  /// What it is doing.
  public enum State: Equatable, Sendable {
    /// Asking a credential helper.
    case login
    case pulling(PullProgress)
    /// It failed so, and is tried again then.
    case waiting(until: Instant, PullError)
    /// Asking the Engine whether the image is there.
    case checking
    case done
    case failed(PullError)
  }

  private enum Step {
    case login(CredentialHelper)
    case pull(ImagePull)
    case wait(Pause, PullError)
    case check(Exchange)
    case over
  }

  public let image: WantedImage
  private let puller: Puller
  private let deadline: Instant
  private var step = Step.over
  private var login: RegistryLogin?
  private var failures = 0
  private var outcome: Result<Void, PullError> = .success(())
  private var isStopped = false

  init(_ image: WantedImage, _ puller: Puller, deadline: Instant) {
    self.image = image
    self.puller = puller
    self.deadline = deadline
    begin()
  }

  /// What it is doing, and how far it is.
  public var state: State {
    switch step {
    case .login: .login
    case .pull(let pull): .pulling(pull.progress)
    case .wait(let pause, let error): .waiting(until: pause.end, error)
    case .check: .checking
    case .over:
      switch outcome {
      case .success: .done
      case .failure(let error): .failed(error)
      }
    }
  }

  var hasEnded: Bool { activity == nil }

  /// Whether the image is here, to be asked for once it has ended.
  public func result() throws(PullError) { try outcome.get() }

  public var awaited: [Awaited] { activity?.awaited ?? [] }

  public var wakeAt: Instant? { activity == nil ? .now : activity?.wakeAt }

  public func proceed() -> Bool {
    while let activity {
      guard activity.proceed() else { return false }
      advance()
    }
    return true
  }

  public func stop(signal: Int32) {
    isStopped = true
    activity?.stop(signal: signal)
  }

  private var activity: (any Activity)? {
    switch step {
    case .login(let helper): helper
    case .pull(let pull): pull
    case .wait(let pause, _): pause
    case .check(let exchange): exchange
    case .over: nil
    }
  }

  private func begin() {
    do throws(DockerConfig.Fault) {
      try findLogin()
    } catch {
      fail(.noLogin, error.words)
    }
  }

  private func findLogin() throws(DockerConfig.Fault) {
    let key = DockerConfig.key(image.reference.registry)
    switch try puller.config.get().source(key) {
    case .nowhere: pull()
    case .entry(let entry):
      login = try RegistryLogin(entry, server: key)
      pull()
    case .helper(let name):
      step = .login(try puller.helper(name, server: key))
    }
  }

  /// The step that has ended makes way for the next.
  private func advance() {
    if isStopped { return fail(.stopped, "asked to stop") }
    switch step {
    case .login(let helper):
      do throws(DockerConfig.Fault) {
        login = try helper.login()
        pull()
      } catch {
        fail(.noLogin, error.words)
      }
    case .pull(let pull):
      do throws(PullError) {
        try pull.result()
        step = .check(puller.check(image))
      } catch {
        retry(error)
      }
    case .wait: pull()
    case .check(let exchange): conclude(exchange)
    case .over: break
    }
  }

  private func pull() {
    step = .pull(
      ImagePull(
        image, from: puller.engine, login: login, patience: puller.limits.patience,
        deadline: deadline))
  }

  /// Tries again after a while, where that may help and there is time for it.
  private func retry(_ error: PullError) {
    guard error.failure.isPassing, failures < puller.limits.delays.count else { return fail(error) }
    let time = Instant.now.adding(seconds: puller.limits.delay(failures))
    guard time < deadline else { return fail(error) }
    failures += 1
    step = .wait(Pause(until: time), error)
  }

  /// Takes nobody's word for it: the image must be there under the name that is looked for.
  private func conclude(_ exchange: Exchange) {
    let name = image.reference.name
    do throws(EngineError) {
      let found = try exchange.answer().decoded(ImageAnswer.self).image
      guard ImageCheck.Present([found]).has(image.name) else {
        return fail(.other, "what the Engine pulled does not have the name \(name)")
      }
      (step, outcome) = (.over, .success(()))
    } catch {
      if error.isMissing { return fail(.other, "the Engine pulled it, but does not have it") }
      fail(error.code == .unreachable ? .noEngine : .other, "\(error)")
    }
  }

  private func fail(_ failure: PullFailure, _ reason: String) {
    fail(PullError(failure, image.name, Messages.clean(reason)))
  }

  private func fail(_ error: PullError) { (step, outcome) = (.over, .failure(error)) }
}
