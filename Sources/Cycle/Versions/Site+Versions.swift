internal import Checkout
internal import Git
internal import Model
internal import Posix
internal import Secrets

/// Earlier versions of stacks, in the place of those that the commit has.
extension Site {
  /// Chooses a version of each stack.
  func chooseVersions(_ target: inout Target) throws(Failure) {
    for declared in target.declaration.stacks where !isOnHold(declared.name) {
      let name = declared.name
      let record = try record(of: name)
      let candidates = VersionChoice.Candidates(
        record, problem: problem(of: declared, target), isRetried: retries[name] != nil,
        isAskedFor: options.full || options.stacks.contains(name.text))
      let choice = try VersionChoice.choose(candidates, at: WallClock.now) {
        (attempt) throws(Failure) in
        guard case .readable(let stack) = declared.content else { return false }
        return try digests(of: stack, reach: attempt.reach, target).deployment == attempt.deployment
      }
      switch choice {
      case .head: break
      case .waiting(let failing): target.waiting[name] = failing
      case .earlier(let version, let reason): try use(version, of: name, for: reason, &target)
      }
    }
    try composeTree(of: &target)
  }

  /// Puts an earlier version in the place of the commit's, where it can be had.
  func use(
    _ version: StackRecord.Version, of name: StackName, for reason: VersionChoice.Reason,
    _ target: inout Target
  ) throws(Failure) {
    let current = target.declaration.readable.first { $0.name == name }
    switch try stack(name, of: version, beside: current, target.repository) {
    case .failure(let problem):
      reporter.note(Event(.warning, "\(problem)", stack: name.text, stage: .load))
      if case .heldBack(let heldBack, _) = reason {
        target.frozen.insert(name)
        target.replace(name, by: .unreadable(Problem(heldBack.reason, hint: problem.message)))
      }
    case .success((let stack, let commit)):
      target.earlier[name] = EarlierVersion(stack: stack, commit: commit, reason: reason)
      target.replace(name, by: .readable(stack))
      target.grant(stack, as: version)
      target.waiting[name] = try waiting(version, of: name, reason) ?? target.waiting[name]
      try openSecrets(of: stack, &target)
    }
  }

  /// Why an earlier version that failed itself, and stands, is not applied again now.
  private func waiting(
    _ version: StackRecord.Version, of name: StackName, _ reason: VersionChoice.Reason
  ) throws(Failure) -> Failing? {
    if case .heldBack(_, let waiting) = reason { return waiting }
    let record = try record(of: name)
    let isVerified = version.deployment == record.verified?.deployment
    if isVerified || options.full || options.stacks.contains(name.text) { return nil }
    if case .failing(let failing) = reason { return failing }
    let own = record.failing.flatMap { $0.waits(at: WallClock.now) }
    return own?.attempt.deployment == version.deployment ? own : nil
  }

  /// What is wrong with the commit's version.
  private func problem(of declared: DeclaredStack, _ target: Target) -> Problem? {
    switch declared.content {
    case .readable(let stack): target.secrets.failure(of: stack)
    case .unreadable(let problem), .missing(let problem): problem
    }
  }

  /// Loads a stack as another commit has it.
  private func stack(
    _ name: StackName, of version: StackRecord.Version, beside other: Stack?,
    _ repository: Repository
  ) throws(Failure) -> Result<(Stack, Commit), Problem> {
    let lost = Problem(
      "its version of \(version.commit.prefix(7)) cannot be put back: the commit is not here")
    guard let id = ObjectID(hex: version.commit) else { return .failure(lost) }
    do {
      guard try repository.contains(id) else { return .failure(lost) }
      let commit = try repository.commit(id)
      let loader = DeclarationLoader(repository: repository, tree: commit.tree, host: host)
      switch try loader.content(of: name) {
      case .readable(let stack): return .success((stack.withLayers(beside: other), commit))
      case .unreadable(let problem), .missing(let problem): return .failure(problem)
      }
    } catch let error as GitError {
      return .failure(Problem("\(lost.message) completely: \(error)"))
    } catch {
      throw Failure(any: error)
    }
  }

  private func openSecrets(of stack: Stack, _ target: inout Target) throws(Failure) {
    var keeper = try secretKeeper(target.repository)
    let known = target.secrets.plaintexts
    let own = (stack.ownSecrets + stack.files).filter { known[$0] == nil }
    target.secrets.add(keeper.open(own))
    let layers = stack.layers.compactMap(\.secret).filter { known[$0] == nil }
    target.secrets.add(keeper.decrypt(layers))
    for file in stack.secrets {
      if let bytes = target.secrets.plaintexts[file] {
        target.masker.add(plaintext: bytes, named: file.path)
      }
    }
  }

  /// Makes the tree to check out of the commit's and those of earlier versions.
  func composeTree(of target: inout Target) throws(Failure) {
    do {
      var folders: [String: ObjectID?] = [:]
      for (name, earlier) in target.earlier {
        folders[name.folder] = try target.repository.entry(
          of: earlier.commit.tree, at: name.folder)?.id
      }
      let checkedOut = try target.repository.commitID(of: Records.checkout)
      for folder in heldFolders + target.frozen.map(\.folder) {
        let entry = try checkedOut.flatMap { tree throws(GitError) in
          try target.repository.entry(of: tree, at: folder)
        }
        folders[folder] = .some(entry?.kind == .folder ? entry?.id : nil)
      }
      target.tree = try target.repository.tree(target.commit.tree, replacing: folders)
    } catch {
      throw Failure(error)
    }
  }
}

extension Target {
  /// Lets those read the plaintexts of a stack who might when that version was applied, whatever a
  /// newer one says.
  fileprivate mutating func grant(_ stack: Stack, as version: StackRecord.Version) {
    for path in access.keys where stack.isOwn(path) { access[path] = nil }
    for file in stack.files where stack.isOwn(file.path) && !file.isEnvironment {
      if let known = version.access { access[file.plaintext] = known[file.plaintext] ?? .closed }
    }
  }

  /// Another content for a declared stack.
  fileprivate mutating func replace(_ name: StackName, by content: DeclaredStack.Content) {
    declaration = Declaration(
      host: declaration.host,
      stacks: declaration.stacks.map {
        $0.name == name && !$0.isMissing ? DeclaredStack(name: name, content: content) : $0
      }, policy: declaration.policy)
  }
}

extension DeclaredStack {
  /// Whether the list may name it by mistake: that goes on to suspend the teardown.
  fileprivate var isMissing: Bool {
    if case .missing = content { true } else { false }
  }
}
