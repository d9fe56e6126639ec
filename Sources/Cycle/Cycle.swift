internal import Model
internal import Posix

/// One cycle: makes this host run what the repository says, once.
///
///     lock -> Revision -> Observation -> Declaration -> Plan -> Outcome per stack -> Summary
public struct Cycle {
  /// Runs a cycle.
  ///
  /// - Parameters:
  ///   - options: what the command line asks for.
  ///   - reporter: told of everything as it happens.
  /// - Returns: the exit code.
  /// - Throws: `Failure` where the cycle ended before it came to the stacks.
  public static func run(_ options: Options, reporter: Reporter) throws(Failure) -> Int32 {
    if options.dryRun { return try plan(options, reporter: reporter) }
    let site = try open(options, reporter)
    var pulled: Revision?
    do {
      return try run(site, &pulled)
    } catch {
      let failure = site.interruption.naming(error)
      site.leave(failure, pulled)
      throw failure
    }
  }

  /// - Parameter pulled: what was fetched, also where the cycle ends early.
  private static func run(_ site: Site, _ pulled: inout Revision?) throws(Failure) -> Int32 {
    try site.readRequests()
    Export.removeLeftovers(fallback: site.settings.state)
    site.state.removeLeftovers()
    site.reporter.progress(.stage(.pull))
    var (repository, revision) = try site.pull()
    pulled = revision
    let observation = try site.observe()
    if let settled = try site.settled(revision, observation, repository) {
      let masker = try site.masker(settled, observation, repository)
      revision = site.surveyed(revision, repository)
      let summary = site.report(settled, revision, observation, masker)
      site.leave(settled, summary, revision, observation, masker)
      return summary.exitCode
    }
    site.reporter.progress(.stage(.load))
    (repository, revision) = try site.complete(repository, revision)
    // what is left to read has its bounds, and what has begun is to be put in order also when stopped
    repository.goesOn = { true }
    site.warn(of: revision.twin)
    let target = try site.target(revision, repository)
    let planner = site.planner(target.declaration, observation)
    try site.accept(target, planner)
    let knowledge = try site.knowledge(target)
    let plan = planner.plan(observation, knowledge)
    let work = try site.begin(plan, planner, knowledge, target, observation)
    try work.resolve()
    try work.pullImages()
    try work.checkMajors()
    try work.prepare()
    try work.checkOut()
    try work.buildImages()
    try work.tearDown()
    try work.apply()
    try work.settleFailures()
    try work.runPostDeploy()
    return try end(work)
  }

  /// Tells the outcomes, also where putting things away failed.
  private static func end(_ work: Work) throws(Failure) -> Int32 {
    do {
      try work.finish()
    } catch {
      _ = work.report(work.target.revision)
      throw error
    }
    let revision = work.site.surveyed(work.target.revision, work.target.repository)
    let summary = work.report(revision)
    work.site.leave(work, summary, revision)
    work.site.joinPacks(of: work.target.repository)
    return summary.exitCode
  }

  /// Leaves why, where it does not even begin.
  private static func open(_ options: Options, _ reporter: Reporter) throws(Failure) -> Site {
    let started = WallClock.now
    do {
      return try Site.open(try load(options), options, reporter)
    } catch {
      RunFolder(configuration: options.configuration, root: options.runFolder)
        .leave(error, started: started)
      throw error
    }
  }

  static func load(_ options: Options) throws(Failure) -> Settings {
    do {
      return try Settings.load(options.configuration)
    } catch {
      throw Failure(error)
    }
  }
}
