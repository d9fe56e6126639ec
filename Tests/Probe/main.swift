// A process that tests start and kill, and that scripts/bench measures.
//
//   Probe apply ROOT COMMIT BRANCH TIME [KILL-AT [UMASK [TREE [FOLDER...]]]]
//       checks out COMMIT, or TREE for it, and leaves FOLDER alone; kills itself before the
//       KILL-AT-th effect (from 1; 0: never) and prints how many there were
//   Probe time ROOT COMMIT BRANCH
//       checks out COMMIT, then ten times more, and prints the milliseconds of the fastest of these
//   Probe join ROOT
//       joins packs
//   Probe hold LOCK SECONDS
//       takes the lock, hands it to a `sleep`, prints a line and waits for that
//   Probe decrypt KEY FILE...
//       decrypts dotenv files and prints how many
//   Probe agree COUNT
//       that many X25519 operations and nothing else
import Checkout
import Crypto
import Git
import Glibc
import Posix
import Secrets

func apply(_ arguments: [String]) throws {
  if arguments.count > 5 { umask(mode_t(arguments[5], radix: 8)!) }
  let repository = try Repository.open(arguments[0])
  var tree = try WorkTree(repository, root: arguments[0])
  let kill = arguments.count > 4 ? Int(arguments[4])! : 0
  let count = Counter()
  tree.beforeEffect = { _ in
    count.value += 1
    if count.value == kill { Glibc.kill(getpid(), SIGKILL) }
  }
  let commit = try repository.commit(ObjectID(hex: arguments[1])!)
  let wanted = arguments.count > 6 ? ObjectID(hex: arguments[6])! : commit.tree
  _ = try tree.apply(
    commit: commit.id, tree: wanted, branch: arguments[2], time: Int64(arguments[3])!,
    leaving: Array(arguments.dropFirst(7)))
  print(count.value)
}

final class Counter {
  var value = 0
}

func time(_ arguments: [String]) throws {
  let repository = try Repository.open(arguments[0])
  let tree = try WorkTree(repository, root: arguments[0])
  let commit = try repository.commit(ObjectID(hex: arguments[1])!)
  var best = Double.infinity
  for _ in 0...10 {
    let start = Instant.now
    _ = try tree.apply(commit: commit.id, tree: commit.tree, branch: arguments[2], time: 0)
    best = min(best, Instant.now.seconds(since: start))
  }
  print(best * 1000)
}

func hold(_ arguments: [String]) throws {
  guard let lock = try FileLock.take(arguments[0]) else { exit(75) }
  print("held")
  fflush(nil)
  _ = try Child("sleep", [arguments[1]], environment: [], deadline: 60).run(keeping: lock.raw)
}

func decrypt(_ arguments: [String]) throws {
  let keys = try KeyFile.parse(
    try Descriptor.open(arguments[0]).readAll(limit: 1 << 20), named: arguments[0])
  for path in arguments.dropFirst() {
    let file = try Descriptor.open(path).readAll(limit: 1 << 20)
    _ = try Sops.decrypt(file, as: .dotenv, with: keys)
  }
  print(arguments.count - 1)
}

func agree(_ arguments: [String]) {
  let key = SecretBytes.random(count: X25519.keySize)
  var point = X25519.publicKey(of: key)
  for _ in 0..<Int(arguments[0])! {
    point = X25519.sharedSecret(of: key, with: point)!.copy()
  }
  print(point.count)
}

do {
  switch CommandLine.arguments.dropFirst().first {
  case "apply": try apply(Array(CommandLine.arguments.dropFirst(2)))
  case "time": try time(Array(CommandLine.arguments.dropFirst(2)))
  case "join": try Repository.open(CommandLine.arguments[2]).joinPacks()
  case "hold": try hold(Array(CommandLine.arguments.dropFirst(2)))
  case "decrypt": try decrypt(Array(CommandLine.arguments.dropFirst(2)))
  case "agree": agree(Array(CommandLine.arguments.dropFirst(2)))
  default: exit(64)
  }
} catch {
  print(error)
  exit(1)
}
