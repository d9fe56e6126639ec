internal import Docker
internal import Model
internal import Posix

/// Asks Compose what the files of stacks mean, several at once, and plans what becomes of their
/// services. The files may stand in the checkout, or in a copy made to be looked at.
struct ProjectResolver {
  let site: Site
  let compose: Compose
  let target: Target
  let knowledge: Knowledge
  let observation: Observation
  /// The absolute path of the folder that has the commit's files.
  let root: String
  let warnings: Warnings

  /// The folder that has the layers of earlier versions, in a copy.
  private var layers: String? {
    root == site.settings.checkout ? nil : "\(root)/\(LayerFolder.name)"
  }

  /// What became of the stacks, by name.
  typealias Answers = [StackName: Result<StackJob, Problem>]

  private final class Progress {
    var rest: ArraySlice<(stack: Stack, causes: [Cause])>
    var running: [StackName: (item: (stack: Stack, causes: [Cause]), activity: ComposeActivity)]
    var answers: Answers = [:]

    init(_ pending: [(stack: Stack, causes: [Cause])]) {
      rest = pending[...]
      running = [:]
    }
  }

  func resolve(_ pending: [(stack: Stack, causes: [Cause])]) throws(Failure) -> Answers {
    let progress = Progress(pending)
    try site.crew(
      next: { () throws(Failure) in
        while let item = progress.rest.popFirst() {
          do throws(ComposeError) {
            let activity = try compose.start(
              site.composeProject(item.stack, at: root, layers: layers), .config,
              deadline: site.limit(Deadlines.config))
            site.reporter.progress(.doing(stack: item.stack.name.text, "reading its files"))
            progress.running[item.stack.name] = (item, activity)
            return .start(item.stack.name, activity)
          } catch {
            progress.answers[item.stack.name] = .failure(error.problem)
          }
        }
        return .nothing
      },
      ended: { (name: StackName) throws(Failure) in
        guard let (item, activity) = progress.running.removeValue(forKey: name) else { return }
        try site.interruption.check()
        site.reporter.progress(.done(stack: name.text))
        progress.answers[name] = try answer(to: item, activity)
      })
    return progress.answers
  }

  private func answer(
    to item: (stack: Stack, causes: [Cause]), _ activity: ComposeActivity
  ) throws(Failure) -> Result<StackJob, Problem> {
    let stack = item.stack
    let resolution: Resolution
    do {
      resolution = try activity.resolution(reader(of: stack))
    } catch {
      warnings.tell(error.warnings, stack)
      var problem = error.problem
      problem.message = moved(problem.message)
      if let file = problem.place?.file { problem.place?.file = moved(file) }
      if error.failure.isInFiles {
        problem.place = .init(stack.composeFiles.joined(separator: ", "))
      }
      return .failure(problem)
    }
    warnings.tell(resolution.warnings, stack)
    return .success(
      try JobPlanner(site: site, target: target, knowledge: knowledge, observation: observation)
        .job(
          stack, item.causes, site.composeProject(stack, at: site.settings.checkout),
          resolution.project))
  }

  /// Words of Compose, with the paths that are meant in place of those that it was given.
  private func moved(_ text: String) -> String {
    text.replacing(root, with: site.settings.checkout)
  }

  private func reader(of stack: Stack) -> ProjectReader {
    ProjectReader(
      project: stack.name.text, seal: { site.seal($0) },
      variable: { Variables(target, of: stack).value(of: $0) },
      move: root == site.settings.checkout
        ? nil : .init(from: root, to: site.settings.checkout))
  }
}
