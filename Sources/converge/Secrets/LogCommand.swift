internal import Cycle
internal import Model

/// `converge secrets log`: which keys changed in which commit, when and by whom.
struct LogCommand: Equatable {
  var log = SecretsLog()
  var json = false

  func run() -> Int32 {
    var isTaken = true
    do throws(Problem) {
      try log.each { entry in
        let text = entry.lines.map { $0.printable + "\n" }.joined()
        isTaken = Streams.write(
          json ? JSON.line(entry) ?? [] : Array(text.utf8), to: 1, orGone: false)
        return isTaken
      }
      return 0
    } catch {
      LineOutput(verbose: false).show(error)
      return 1
    }
  }
}
