/// One cycle: makes this host run what the repository says, once.
///
///     lock -> Revision -> Declaration -> Observation -> Plan -> Outcome per stack -> Summary
public struct Cycle {
  /// Runs a cycle.
  ///
  /// - Parameters:
  ///   - options: what the command line asks for.
  ///   - reporter: told of everything as it happens.
  /// - Returns: the exit code.
  /// - Throws: `Failure` where the cycle ended before it came to the stacks.
  public static func run(_ options: Options, reporter: Reporter) throws(Failure) -> Int32 {
    let settings = try load(options)
    let site = try Site.open(settings, options, reporter)
    let (repository, revision) = try site.pull()
    let declaration = try site.load(revision, repository)
    let observation = try site.observe()
    let planner = site.planner(declaration, observation)
    if options.dryRun {
      return try site.preview(planner, revision, observation, repository)
    }
    let compose = try site.compose()
    try site.accept(revision, planner, repository)
    try site.checkOut(revision, repository)
    try site.check()
    var work = try site.begin(planner, revision, observation, repository, compose)
    try work.decrypt()
    try work.prepare()
    try work.tearDown()
    try work.converge()
    return try end(&work)
  }

  /// Tells the outcomes, also where putting things away failed.
  private static func end(_ work: inout Work) throws(Failure) -> Int32 {
    do {
      try work.finish()
    } catch {
      _ = work.report()
      throw error
    }
    return work.report()
  }

  private static func load(_ options: Options) throws(Failure) -> Settings {
    do {
      return try Settings.load(options.configuration)
    } catch {
      throw Failure(error)
    }
  }
}
