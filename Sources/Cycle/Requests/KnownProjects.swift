internal import Docker
internal import Model
internal import Posix
internal import YAML

/// The stacks and projects that a person can mean on this host.
struct KnownProjects {
  /// The stacks of the list that is checked out, or why it cannot be read.
  let listed: Result<[StackName], Problem>
  /// What else was applied, found or put on hold here.
  let others: Set<String>
  /// What ran here before the first cycle.
  private let found: Set<String>
  private let host: String
  private let docker: String

  init(_ settings: Settings, _ state: borrowing StateFolder) {
    let record = (try? state.read(RecordFile.self, RecordFile.name))?.record
    host = record?.lastingHost ?? settings.host ?? Host.shortName
    docker = settings.docker
    listed = KnownProjects.list(of: host, in: settings.checkout)
    let held = (try? state.requests())?.holds.keys.map(\.text) ?? []
    found = record?.found ?? []
    others = Set(state.receiptNames().map(\.text) + held).union(found)
  }

  private static func list(
    of host: String, in checkout: String
  ) -> Result<[StackName], Problem> {
    let file = "host/\(host)/stacks.yaml"
    do {
      let bytes = try Folder.open(checkout).read(file, limit: 1 << 20)
      return .success(try StackList.parse(bytes, file: file))
    } catch let error as InvalidDeclaration {
      return .failure(error.problems[0])
    } catch {
      return .failure(Problem("\(error)"))
    }
  }

  /// - Parameter declared: whether only a stack of the list will do.
  /// - Returns: what is worth a warning about that name.
  /// - Throws: `.usage` where nothing of that name is known.
  func check(_ name: StackName, declared: Bool = false) throws(Failure) -> Problem? {
    switch listed {
    case .failure(let problem):
      return Problem("whether \(name) is a stack of this host is not known: \(problem.bare)")
    case .success(let stacks):
      if stacks.contains(name) { return nil }
      guard !declared, others.contains(name.text) || exists(name) else {
        throw unknown(name, stacks)
      }
      return Problem("\(name) is not declared for \(host)")
    }
  }

  /// Whether a project is to be removed as soon as nobody holds it, as far as that is known here.
  func isUnwanted(_ name: StackName) -> Bool {
    guard case .success(let stacks) = listed else { return false }
    return !stacks.contains(name) && !found.contains(name.text)
  }

  /// Whether the Engine has something of a project.
  private func exists(_ name: StackName) -> Bool {
    (try? Engine(socket: docker, seconds: 5).observe())?.projects.contains(name.text) == true
  }

  private func unknown(_ name: StackName, _ stacks: [StackName]) -> Failure {
    let names = stacks.map(\.text)
    let near = nearest(to: name.text, in: names + others.subtracting([name.text]).sorted())
    let hint =
      near.map { "did you mean \($0)?" } ?? "declared are: \(names.joined(separator: ", "))"
    return .usage(Problem("\(name) is not declared for \(host)", hint: hint))
  }
}
