internal import Cycle
internal import Model
internal import Posix

/// What `converge secrets` can be asked for.
enum SecretsCommand: Equatable {
  case keygen(KeygenCommand)
  case recipients(RecipientsCommand)
  case edit(EditCommand)
  case set(SetCommand)
  case unset(UnsetCommand)
  case encrypt(EncryptCommand)
  case decrypt(DecryptCommand)
  case rotate(RotateCommand)
  case updateKeys(UpdateKeysCommand)

  /// - Returns: the exit code.
  func run() -> Int32 {
    Memory.keepFromSwap()
    do throws(Failure) {
      try act()
      return 0
    } catch .stopped(let signal) {
      return 128 + signal
    } catch {
      error.problems.forEach(LineOutput(verbose: false).show)
      return error.exitCode
    }
  }

  private func act() throws(Failure) {
    switch self {
    case .keygen(let command): try command.run()
    case .recipients(let command): try command.run()
    case .edit(let command): try command.run()
    case .set(let command): try command.run()
    case .unset(let command): try command.run()
    case .encrypt(let command): try command.run()
    case .decrypt(let command): try command.run()
    case .rotate(let command): try command.run()
    case .updateKeys(let command): try command.run()
    }
  }
}
