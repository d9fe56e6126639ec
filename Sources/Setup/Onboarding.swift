public import Cycle
internal import Git
internal import Model
internal import Posix

/// Makes a machine one of the repository's hosts: what is missing is made, one step after the
/// other, and what is there and right stays. It may be ended anywhere and run again.
public final class Onboarding {
  /// Seconds that a remote has to answer.
  static let patience = 60.0

  let options: SetupOptions
  let person: Person
  let place: PrivatePlace
  let signals: StopSignals
  /// Whether the token that the command line names was used.
  var isTokenTaken = false
  /// The paths of tokens that this run put in place.
  var newTokens: Set<String> = []
  /// Whether a remote lets this host in and has nothing yet.
  var isRepositoryEmpty = false
  /// What is deployed.
  var branch = "main"
  /// What is going to be written; nil where a configuration is there.
  var configuration: ConfigurationText?
  /// Why remotes do not let this host in, by their URL.
  var closed: [(remote: String, error: GitError)] = []

  /// Runs all steps.
  ///
  /// - Returns: the exit code: 0, or 69 where the rest went well but a remote or the Engine did not
  ///   answer.
  /// - Throws: `Failure` where it cannot go on.
  public static func run(_ options: SetupOptions, _ person: Person) throws(Failure) -> Int32 {
    guard Host.isRoot else {
      throw .failed(Problem("init sets up this machine: run it as root"))
    }
    guard options.yes || person.answers else {
      throw .usage(
        Problem("there is no terminal to ask on", hint: "say --yes, and what it needs as options"))
    }
    return try Onboarding(options, person).run()
  }

  private init(_ options: SetupOptions, _ person: Person) throws(Failure) {
    self.options = options
    self.person = person
    place = PrivatePlace(configuration: options.configuration)
    do {
      signals = try StopSignals()
    } catch {
      throw .failed(Problem("\(error)"))
    }
  }

  private func run() throws(Failure) -> Int32 {
    let urls = try remoteURLs()
    let isNew = try place.make()
    let settings = try existingSettings(urls)
    let host = try chooseHost(settings)
    person.title("host \(host), configured in \(place.path)")
    if isNew { person.tell("made \(place.path), root's alone") }
    if let settings { tellDifferences(settings, host) }
    let remotes = try openRemotes(settings, urls, host)
    let key = try ageKey(settings, host)
    guard closed.count < remotes.count else { throw noRemote() }
    let draft = try writeDraft(settings, remotes, host, key)
    let look = try firstLook(draft, host, key)
    let fates = try settle(look)
    try protect(fates)
    try keepConfiguration(draft)
    try remember(fates, look)
    try logIn(look)
    return try finish(look)
  }

  private func remoteURLs() throws(Failure) -> [RemoteURL] {
    var urls: [RemoteURL] = []
    for text in options.remotes {
      do throws(RemoteMistake) {
        let url = try RemoteURL(text)
        if !urls.contains(url) { urls.append(url) }
      } catch {
        // what stands before an @ may be a token
        let shown = text.split(separator: "@").last.map(String.init) ?? text
        throw .usage(Problem("\(text.contains("://") ? shown : text): \(error)"))
      }
    }
    return urls
  }

  /// The configuration that is there; it must be sound, and is never overwritten.
  private func existingSettings(_ urls: [RemoteURL]) throws(Failure) -> Settings? {
    guard place.has(place.configurationName) else {
      if urls.isEmpty {
        throw .usage(
          Problem(
            "which repository?",
            hint:
              "converge init REMOTE, such as git@github.com:me/infra.git; see converge init --help")
        )
      }
      return nil
    }
    do {
      return try Settings.load(place.configuration)
    } catch {
      throw .settingsInvalid(error.problems.map { Problem($0) })
    }
  }

  func noRemote() -> Failure {
    .noRemote(
      Problem(
        "no remote can be used yet: "
          + closed.map { "\($0.remote): \($0.error.reason)" }.joined(separator: "; "),
        hint: "mend that and run init again; what is made stays"))
  }

  /// - Throws: `.stopped` if a signal has arrived.
  func check() throws(Failure) {
    if let signal = signals.next() { throw .stopped(signal: signal) }
  }

  /// Asks for a line.
  ///
  /// - Returns: nil where nobody is asked.
  /// - Throws: `.failed` where the person broke off, `.stopped`.
  func ask(_ question: String) throws(Failure) -> String? {
    guard person.answers, !options.yes else { return nil }
    let answer = person.ask(question, stop: signals.raw)
    try check()
    guard let answer else { throw .failed(Problem("broken off", hint: "run init again")) }
    return answer
  }

  /// Runs a program to its end.
  func run(_ program: String, _ arguments: [String], deadline: Double = 60) throws(PosixError)
    -> Child.Result
  {
    let child = Child(
      program, arguments, environment: Onboarding.environment, deadline: deadline)
    return try child.run(stop: signals.raw) { [self] in signals.next() }
  }

  private static let environment = [
    "PATH=\(Host.environment("PATH") ?? "/usr/sbin:/usr/bin:/sbin:/bin")", "LC_ALL=C.UTF-8",
    "HOME=\(Host.home)",
  ]
}
