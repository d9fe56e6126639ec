public import Posix

/// Pulls images through the Engine, several at once.
public struct Puller {
  /// How long and how often things are tried.
  public struct Limits: Sendable {
    /// Images that are pulled at once.
    public var jobs = 4
    /// Seconds without a byte from the Engine after which a pull is given up.
    public var patience = 60.0
    /// Seconds before each further attempt, where one may help.
    public var delays = [2.0, 8, 20]
    /// The part of a delay that chance adds to it or takes away, so that not all come back at once.
    public var jitter = 0.25
    /// Seconds that a credential helper may take.
    public var helper = 30.0

    public init() {}

    func delay(_ failures: Int) -> Double {
      delays[failures] * (1 + jitter * Double.random(in: -1...1))
    }
  }

  let engine: Engine
  let limits: Limits
  let config: Result<DockerConfig, DockerConfig.Fault>
  private let environment: ChildEnvironment
  private let lock: Int32?
  private let stop: Int32?
  private let signal: () -> Int32?

  /// Reads the logins of the user that `docker` would read.
  ///
  /// - Parameters:
  ///   - environment: where the logins are, and the whole environment of credential helpers.
  ///   - lock: a descriptor that these inherit: the cycle's lock.
  ///   - stop: readable when the program is to stop.
  ///   - signal: asks whether, and by which signal, the program was asked to stop.
  public init(
    _ engine: Engine, environment: ChildEnvironment, lock: Int32? = nil, stop: Int32? = nil,
    signal: @escaping () -> Int32? = { nil }, limits: Limits = Limits()
  ) {
    self.engine = engine
    self.environment = environment
    self.lock = lock
    self.stop = stop
    self.signal = signal
    self.limits = limits
    do throws(DockerConfig.Fault) {
      config = .success(try DockerConfig.read(environment))
    } catch {
      config = .failure(error)
    }
  }

  /// Starts to pull one image, for a ``Crew``.
  ///
  /// - Parameter deadline: when it is given up.
  public func start(_ image: WantedImage, deadline: Instant) -> PullJob {
    PullJob(image, self, deadline: deadline)
  }

  /// Pulls these images, each once, in this order as far as there is room.
  ///
  /// - Parameters:
  ///   - deadline: when all that is not here by then is given up.
  ///   - seconds: how often `progress` is called for what is at work.
  ///   - progress: also called when one starts, and when it has ended.
  /// - Returns: the images that are not here now, and why.
  public func pull(
    _ images: [WantedImage], deadline: Instant, every seconds: Double = 0.5,
    progress: (WantedImage, PullJob.State) -> Void = { _, _ in }
  ) -> [WantedImage: PullError] {
    var rest = images[...]
    var started: [WantedImage: PullJob] = [:]
    var failures: [WantedImage: PullError] = [:]
    Crew(limit: limits.jobs, stop: stop, signal: signal).run(
      every: seconds,
      tick: {
        for (image, job) in started where !job.hasEnded { progress(image, job.state) }
      },
      next: { () -> Crew.Next<PullJob> in
        while let image = rest.popFirst() {
          guard started[image] == nil else { continue }
          let job = start(image, deadline: deadline)
          started[image] = job
          progress(image, job.state)
          return .start(job, job)
        }
        return .nothing
      },
      ended: { job in
        if case .failed(let error) = job.state { failures[job.image] = error }
        progress(job.image, job.state)
      })
    for image in rest where started[image] == nil {
      failures[image] = PullError(.stopped, image.name, "asked to stop")
    }
    return failures
  }

  func helper(_ name: String, server: String) throws(DockerConfig.Fault) -> CredentialHelper {
    try CredentialHelper(
      name, server: server, environment: environment, keeping: lock, seconds: limits.helper)
  }

  /// Asks whether an image is here under its name.
  func check(_ image: WantedImage) -> Exchange {
    engine.exchange(
      "GET", "/images/\(image.reference.name.percentEncoded)/json", "examine \(image.name)")
  }
}
