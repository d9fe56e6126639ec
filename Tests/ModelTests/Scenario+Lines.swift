import Model

extension Scenario {
  mutating func take(_ line: ScenarioLine) {
    switch line.keyword {
    case "host": host = line.rest
    case "declared", "unreadable", "listed": stacks.append(declared(line))
    case "protect": protected.formUnion(line.words)
    case "found": found.formUnion(line.words)
    case "select": selection = Set(line.words.map { StackName($0)! })
    case "at-most": teardownLimit = Int(line.words[0])
    case "hold":
      let reason = line.words.dropFirst().joined(separator: " ")
      holds[line.stack] = Hold(since: 0, reason: reason.isEmpty ? nil : reason)
    case "container": observation.containers.append(line.container)
    case "network":
      observation.networks.append(
        Network(id: "id-\(line.words[0])", name: line.words[0], project: line.word(1)))
    case "wanted":
      wanted[line.words[0]] = line.service
      reactions[line.words[0]] = line.reaction
    case "newer": newer[line.words[0]] = Array(line.words.dropFirst())
    default: learn(line)
    }
  }

  /// What is known beside the declaration and what exists.
  private mutating func learn(_ line: ScenarioLine) {
    switch line.keyword {
    case "receipt":
      know(line.stack)
      knowledge.receipts[line.stack]?.postponed = line.list("postponed") ?? []
    case "applied":
      know(line.stack)
      knowledge.receipts[line.stack]?.services[line.words[1]] = line.service
    case "inode":
      knowledge.inodes[line.words[0]] = .init(device: 1, inode: UInt64(line.words[1])!)
    case "locked":
      knowledge.unreadable[line.stack] = Problem(
        line.words.dropFirst().joined(separator: " "))
    case "changed":
      knowledge.digests[line.stack]?.config = "changed"
      knowledge.changes[line.stack, default: []].append(change(line))
    case "other-digest": knowledge.digests[line.stack]?.manifest = "changed"
    case "other-secrets": knowledge.digests[line.stack]?.secrets = "changed"
    case "full-pass": knowledge.isFullPass = true
    case "unverified": knowledge.verified[line.stack] = "older"
    case "back": knowledge.rolledBack[line.stack] = line.words[1]
    case "waiting":
      let attempt = Attempt(commit: "", deployment: "d", reach: [])
      let reason = line.words.dropFirst().joined(separator: " ")
      knowledge.waiting[line.stack] = Failing(attempt, stands: true, since: 0, reason: reason)
    default: line.fail("no such keyword")
    }
  }

  /// A stack that is spoken of as applied has a receipt, and digests that are those applied.
  private mutating func know(_ stack: StackName) {
    guard knowledge.receipts[stack] == nil else { return }
    let digests = Digests(manifest: "m", config: "c", secrets: "s", deployment: "d")
    knowledge.receipts[stack] = StackReceipt(commit: "", time: 0, digests: digests)
    knowledge.digests[stack] = digests
    knowledge.verified[stack] = digests.deployment
  }

  private func declared(_ line: ScenarioLine) -> DeclaredStack {
    let name = line.stack
    switch line.keyword {
    case "unreadable":
      let problem = Problem(line.words.dropFirst().joined(separator: " "))
      return DeclaredStack(name: name, content: .unreadable(problem))
    case "listed":
      let problem = Problem("\(name.folder) is not in the repository")
      return DeclaredStack(name: name, content: .missing(problem))
    default:
      let files = ["\(name.folder)/compose.yaml"]
      let stack = Stack(name: name, composeFiles: files, environment: [])
      return DeclaredStack(name: name, content: .readable(stack))
    }
  }

  /// `STACK PATH in COMMIT AUTHOR: SUBJECT`, or without the origin.
  private func change(_ line: ScenarioLine) -> FileChange {
    guard line.word(2) == "in" else { return FileChange(line.words[1]) }
    let words = line.words[4...]
    let colon = words.firstIndex { $0.hasSuffix(":") } ?? words.startIndex
    return FileChange(
      line.words[1],
      origin: .init(
        commit: line.words[3],
        author: String(words[...colon].joined(separator: " ").dropLast()),
        subject: words[(colon + 1)...].joined(separator: " ")))
  }
}
