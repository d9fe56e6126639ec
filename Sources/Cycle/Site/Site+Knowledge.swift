internal import Git
internal import Model
internal import Posix

/// What was applied before, and what differs since.
extension Site {
  /// The receipt of a stack; one that is of no use is reported.
  func receipt(of stack: StackName) -> StackReceipt? {
    state.receipt(of: stack, seal: seal.id) { fault in
      reporter.note(Event(.warning, fault, stack: stack.text))
    }
  }

  /// What a cycle knows before it plans.
  func knowledge(_ target: Target) throws(Failure) -> Knowledge {
    let changes = try plannedChanges(target)
    return try knowledge(
      target, isFullPass: isFullPass(), replaced: replaced(by: changes, target))
  }

  /// - Parameters:
  ///   - replaced: paths whose files are about to be written.
  ///   - stacks: nil for all that can be read.
  func knowledge(
    _ target: Target, isFullPass: Bool, replaced: Set<String> = [], of stacks: [Stack]? = nil
  ) throws(Failure) -> Knowledge {
    var knowledge = Knowledge(isFullPass: isFullPass)
    knowledge.replaced = replaced
    knowledge.waiting = target.waiting
    let changes = StackChanges(target, host: host)
    for stack in stacks ?? target.declaration.readable {
      knowledge.unreadable[stack.name] = target.secrets.failure(of: stack)
      knowledge.verified[stack.name] = try record(of: stack.name).verified?.deployment
      guard let receipt = receipt(of: stack.name) else { continue }
      knowledge.receipts[stack.name] = receipt
      knowledge.digests[stack.name] = try digests(of: stack, reach: receipt.reach, target)
      for (path, inode) in receipt.inodes(in: settings.checkout) {
        knowledge.inodes[path] = replaced.contains(path) ? .init(device: 0, inode: 0) : inode
      }
      if knowledge.digests[stack.name] != receipt.digests {
        do {
          knowledge.changes[stack.name] = try changes.files(of: stack, since: receipt)
        } catch {
          throw Failure(error)
        }
      }
    }
    return knowledge
  }

  /// What a stack is made of in the commit.
  func digests(
    of stack: Stack, reach: [String], _ target: Target
  ) throws(Failure) -> Digests {
    let digester = Digester(
      repository: target.repository, tree: target.tree(of: stack.name), seal: seal)
    do {
      return try digester.digests(
        of: stack, reach: reach, plaintexts: target.secrets.plaintexts(of: stack))
    } catch {
      throw Failure(error)
    }
  }
}
