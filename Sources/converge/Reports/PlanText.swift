internal import Checkout
internal import Cycle
internal import Model
internal import Posix

/// A plan for people: what changes stands above, what stays on one line.
struct PlanText {
  private let plan: PlanReport
  private let isVerbose: Bool
  private let palette: Palette
  private let now: Int64

  /// - Parameters:
  ///   - isVerbose: whether to name each file, and to show digests.
  ///   - now: seconds since 1970-01-01T00:00:00Z.
  init(
    _ plan: PlanReport, isVerbose: Bool = false, _ palette: Palette, now: Int64 = WallClock.now
  ) {
    self.plan = plan
    self.isVerbose = isVerbose
    self.palette = palette
    self.now = now
  }

  var lines: [String] {
    var lines = [heading]
    lines += checkout + decrypt + teardown
    for stack in plan.stacks { lines += self.lines(stack) }
    return lines + kept + [ending]
  }

  private var heading: String {
    "\(palette.bold(plan.host.printable)) at \(plan.commit.words(now))"
  }

  /// Files by their number; data that is in their way by its name.
  private var checkout: [String] {
    let named = plan.checkout.filter { change in
      if case .keptAside = change.what { true } else { isVerbose }
    }
    let lines = named.map { "checkout: \("\($0)".printable)" }
    if isVerbose { return lines }
    let verbs: [(String, Change.What)] = [
      ("add", .added), ("update", .updated), ("restore", .restored), ("remove", .removed),
    ]
    let counts = verbs.compactMap { verb, what in
      let count = plan.checkout.count { $0.what == what }
      return count > 0 ? "\(verb) \(Count.words(count, "file"))" : nil
    }
    return (counts.isEmpty ? [] : ["checkout: \(counts.joined(separator: ", "))"]) + lines
  }

  private var decrypt: [String] {
    if isVerbose { return plan.decrypt.map { "decrypt: \($0.printable)" } }
    return plan.decrypt.isEmpty ? [] : ["decrypt: \(Count.words(plan.decrypt.count, "file"))"]
  }

  private var teardown: [String] {
    switch plan.teardown {
    case .suspended(let reason): ["no teardown: \(reason.printable)"]
    case .refused(let projects, let limit):
      ["\(palette.red("refuse")) teardown: \(Teardown.refusal(projects, limit: limit).printable)"]
    case .projects(let steps):
      steps.map { step in
        let name = palette.bold(step.project.printable)
        let verb = if case .remove = step { palette.yellow("remove") } else { "leave" }
        return "\(verb) \(name): \(step.reason.printable)"
      }
    }
  }

  private func lines(_ stack: StackPlan) -> [String] {
    let name = palette.bold(stack.name.printable)
    return action(stack, name) + heldBack(stack, name)
  }

  private func heldBack(_ stack: StackPlan, _ name: String) -> [String] {
    guard let version = stack.heldBack else { return [] }
    let words = "\(version.words(LocalTime(now: now))); converge retry \(stack.name) tries it again"
    return ["\(palette.yellow("held back")) \(name): \(words.printable)"]
  }

  private func action(_ stack: StackPlan, _ name: String) -> [String] {
    switch stack.action {
    case .keep: return stack.hooks.isEmpty ? [] : ["run \(name): its \(stack.hooks[0]) hook"]
    case .hold(let hold):
      return ["leave \(name): \(hold.words(LocalTime(now: now)).printable)"]
    case .fail(let problem):
      return ["\(palette.red("fail")) \(name): \("\(problem)".printable)"]
    case .apply(let causes, let services):
      return ["apply \(name): \(causes.words.printable)"]
        + PlanText.services(services).map { "  \($0.printable)" }
        + (stack.hooks.isEmpty ? [] : ["  hooks: \(stack.hooks.joined(separator: ", "))"])
        + digests(stack)
    }
  }

  /// A line for each service with a cause; the others that have something to do share one.
  private static func services(_ steps: [ServiceStep]) -> [String] {
    let active = steps.filter { $0.action != .rest }
    let told = active.filter { !$0.causes.isEmpty || $0.action != .update }
    let rest = active.filter { $0.causes.isEmpty && $0.action == .update }
    let others = [("create", true), ("update", false)].compactMap { verb, isNew in
      let names = rest.filter { $0.isNew == isNew }.map(\.service)
      return names.isEmpty ? nil : "\(names.joined(separator: ", ")): \(verb)"
    }
    return told.map(\.description) + others
  }

  private func digests(_ stack: StackPlan) -> [String] {
    guard isVerbose, let new = stack.digests else { return [] }
    let old = stack.previous
    let rows = [
      ("manifest", old?.manifest, new.manifest), ("config", old?.config, new.config),
      ("secrets", old?.secrets, new.secrets), ("deployment", old?.deployment, new.deployment),
    ]
    return rows.map { name, old, new in
      let before = old.map { $0 == new ? "" : "\($0.prefix(12)) to " } ?? ""
      return palette.dim("  \(name.padded(to: 10))  \(before)\(new.prefix(12))")
    }
  }

  private var kept: [String] {
    let names = plan.stacks.filter { $0.action == .keep }.map(\.name.printable)
    return names.isEmpty ? [] : ["keep \(names.joined(separator: ", "))"]
  }

  /// What would say more.
  private var more: String {
    isVerbose || plan.checkout.isEmpty && plan.decrypt.isEmpty
      ? "" : "; converge plan -v names each file"
  }

  private var ending: String {
    let words = plan.isEmpty ? "nothing to do" : "this is a plan, nothing was changed" + more
    let alarms = plan.alarms.map { "; \(palette.red($0.printable))" }.joined()
    return words + alarms + (plan.remoteReached ? "" : "; nothing fetched from any remote")
  }
}
