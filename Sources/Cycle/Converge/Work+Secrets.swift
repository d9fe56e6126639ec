internal import Model
internal import Posix
internal import Secrets

/// The decrypted files that Compose reads.
extension Work {
  /// Decrypts what changed. A stack whose secret cannot be decrypted fails, and its containers
  /// stay as they are; a shared secret fails every stack that uses it.
  mutating func decrypt() throws(Failure) {
    var keeper = try site.secretKeeper(repository)
    let outdated = keeper.outdated(among: declaration.secrets)
    if !outdated.isEmpty {
      // the values of before too: containers that still have them are named and removed
      for (_, bytes) in keeper.plaintexts() { masker.add(dotenv: bytes) }
    }
    let failures = try keeper.decrypt(outdated)
    for (path, bytes) in keeper.plaintexts() {
      masker.add(dotenv: bytes)
      secrets[path] = Dotenv(bytes)
    }
    for kept in keeper.keptAside {
      site.reporter.result(Event(.warning, "kept aside: \(kept)"))
    }
    failUnreadable()
    for file in outdated where failures[file] == nil { note(.info, "decrypted \(file.path)", nil) }
    for (stack, _) in pending {
      guard let problem = stack.secrets.lazy.compactMap({ failures[$0] }).first else { continue }
      fail(stack.name, problem)
    }
  }

  /// Puts away what is no longer needed, and notes what was built.
  mutating func finish() throws(Failure) {
    try retirePlaintexts()
    let kept = try site.state.readOrForget(BuildLedger.self, BuildLedger.name) ?? BuildLedger()
    if kept != builds { try site.state.write(builds, BuildLedger.name) }
  }

  /// Removes the plaintexts that nothing needs any more: their source is gone, and no container
  /// of their stack is left, or the stack was applied without them.
  private mutating func retirePlaintexts() throws(Failure) {
    if planner.selection != nil || !declaration.missing.isEmpty { return }
    let failed = outcomes.values.contains(where: \.failed)
    var keeper = try site.secretKeeper(repository)
    try keeper.retire(except: declaration.secrets) { path in
      let parts = path.split(separator: "/").map(String.init)
      guard parts.count > 2, parts[0] == "stacks", let owner = StackName(parts[1]) else {
        return failed
      }
      if let outcome = outcomes[owner] { return outcome.failed }
      return !observation.containers(of: owner.text).isEmpty
    }
  }
}
