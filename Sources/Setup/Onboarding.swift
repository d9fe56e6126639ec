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
  /// Held to the end: one init at a time.
  private let lock: FileLock
  /// The https servers of the remotes, as `--token-file` names them.
  var servers: [String] = []
  /// Those that were shown a token of the command line.
  var usedTokens: Set<String> = []
  /// The token that standard input held; empty where it was not read, or is of no use any more.
  var inputToken: [UInt8] = []
  /// The paths of tokens that may be shown to a server, by its name with the user.
  var serverTokens: [String: [String]] = [:]
  /// The paths of tokens that this run put in place.
  var newTokens: Set<String> = []
  /// The fingerprints of the ssh servers' keys.
  var knownHostKeys: Set<String> = []
  /// The files that the configuration names and that are missing.
  var lost: [String] = []
  /// What is deployed.
  var branch = "main"
  /// What the configuration is to say; nil where it is not known yet, or stays as it is.
  var configuration: ConfigurationText?
  /// What stands there already, where nobody but init wrote it.
  var written: String?
  /// Whether a configuration is there that somebody else wrote or changed: it stays as it is.
  var isFixed = false
  /// What came of each remote, in their order.
  var openings: [(remote: RemoteURL, opening: Opening)] = []

  /// Whether somebody is asked.
  var isAsking: Bool { person.answers && !options.yes }

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
    let urls = try remoteURLs(options)
    let place = PrivatePlace(configuration: options.configuration)
    let isNew = try place.make()
    let signals: StopSignals
    do {
      signals = try StopSignals()
    } catch {
      throw .failed(Problem("\(error)"))
    }
    return try Onboarding(options, person, place, signals, try place.lock()).run(urls, isNew)
  }

  private init(
    _ options: SetupOptions, _ person: Person, _ place: PrivatePlace,
    _ signals: consuming StopSignals, _ lock: consuming FileLock
  ) {
    self.options = options
    self.person = person
    self.place = place
    self.signals = signals
    self.lock = lock
  }

  /// - Parameter isNew: whether the folder of the configuration was made just now.
  private func run(_ urls: [RemoteURL], _ isNew: Bool) throws(Failure) -> Int32 {
    let settings = try existingSettings(urls)
    let host = try chooseHost(settings)
    person.title("host \(host), configured in \(place.path)")
    if isNew { person.tell("made \(place.path), root's alone") }
    if let settings { try compare(settings) }
    let remotes = try openRemotes(settings, urls, host)
    let key = try ageKey(settings, host)
    guard openings.contains(where: \.opening.isUsable) else { throw noRemote() }
    try refuseLost(settings, remotes)
    describe(remotes, host, key)
    let look = try lookAround(host, key)
    let fates = try settle(look)
    try protect(fates)
    try keepConfiguration()
    try remember(fates, look)
    try logIn(look)
    return try finish(look)
  }

  private static func remoteURLs(_ options: SetupOptions) throws(Failure) -> [RemoteURL] {
    var urls: [RemoteURL] = []
    for text in options.remotes {
      do throws(RemoteMistake) {
        let url = try RemoteURL(text)
        if !urls.contains(url) { urls.append(url) }
      } catch {
        // what stands before an @ may be a token
        let shown = text.split(separator: "@").last.map(String.init) ?? text
        let isLogin = text.hasPrefix("https://") && text.contains("@")
        throw .usage(
          Problem(
            "\(text.contains("://") ? shown : text): \(error)",
            hint: isLogin ? "here: --token-file FILE or --token-stdin" : nil))
      }
    }
    return urls
  }

  func noRemote() -> Failure {
    let reasons = openings.map { "\($0.remote): \($0.opening.error?.reason ?? "it is empty")" }
    return .noRemote(
      Problem(
        "no remote can be used yet: \(reasons.joined(separator: "; "))",
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
    guard isAsking else { return nil }
    let answer = person.ask(question, stop: signals.raw)
    try check()
    guard let answer else { throw .failed(Problem("broken off", hint: "run init again")) }
    return answer
  }

  /// Asks for yes or no until it is one of them; Enter means yes.
  ///
  /// - Returns: nil where nobody is asked.
  /// - Throws: as `ask`.
  func confirms(_ question: String) throws(Failure) -> Bool? {
    while let answer = try ask("\(question) [Y/n] ") {
      if let isYes = Terminal.isYes(answer, plain: true) { return isYes }
    }
    return nil
  }

  /// Runs a program to its end.
  func run(_ program: String, _ arguments: [String], deadline: Double = 60) throws(PosixError)
    -> Child.Result
  {
    let environment = ["PATH=\(Host.searchPath)", "LC_ALL=C.UTF-8", "HOME=\(Host.home)"]
    let child = Child(program, arguments, environment: environment, deadline: deadline)
    return try child.run(stop: signals.raw) { [self] in signals.next() }
  }
}
