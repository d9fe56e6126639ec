public import Model
internal import Posix

/// What of this host's memory cannot be read, and what the next cycle does about it.
public enum StateSurvey {
  /// A file that says nothing any more.
  public struct Damage: Equatable, Sendable {
    /// The file, what is wrong with it, and what to do.
    public let problem: Problem
    /// Whether cycles end until somebody mends it; else the next one makes it anew.
    public let endsCycles: Bool
  }

  /// Looks at every file that cycles read again; what is missing is none of it.
  ///
  /// - Parameter run: where cycles leave their status.
  public static func damage(of settings: Settings, _ run: RunFolder) -> [Damage] {
    let left = run.damage.map { Damage(problem: $0, endsCycles: false) }
    guard (try? FileStatus.of(settings.state)) != nil else { return left }
    do {
      return damage(of: try StateFolder.open(settings.state, isMade: false)) + left
    } catch {
      return error.problems.map { Damage(problem: $0, endsCycles: true) } + left
    }
  }

  private static func damage(of state: borrowing StateFolder) -> [Damage] {
    var problems: [Problem] = []
    do { _ = try state.read(RecordFile.self, RecordFile.name) } catch { problems += error.problems }
    do { _ = try state.read(StacksFile.self, StacksFile.name) } catch { problems += error.problems }
    do { _ = try state.requests() } catch { problems += error.problems }
    return problems.map { Damage(problem: $0, endsCycles: true) } + receipts(state)
  }

  private static func receipts(_ state: borrowing StateFolder) -> [Damage] {
    guard let seal = try? state.seal(isKept: false) else { return [] }
    var damage: [Damage] = []
    for stack in state.receiptNames() {
      let place = Problem.Place(state.folder.full(ReceiptFile.path(stack)))
      _ = state.receipt(of: stack, seal: seal.id) { words in
        let problem = Problem(words, at: place, hint: "the next cycle does so, and writes it anew")
        damage.append(Damage(problem: problem, endsCycles: false))
      }
    }
    return damage
  }
}
