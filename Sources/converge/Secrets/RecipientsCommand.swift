internal import Cycle
internal import Model
internal import Posix
internal import Secrets

/// `converge secrets recipients`: whose keys are at hand, or whom files are encrypted to.
struct RecipientsCommand: Equatable {
  let keys: [String]
  let files: [String]

  func run() throws(Failure) {
    if files.isEmpty { return try own() }
    for file in files {
      let document = try SecretDocument(file)
      let encrypted = try document.encrypted()
      let names = RecipientNames(around: document.file.path)
      for (index, group) in encrypted.recipients.enumerated() {
        for recipient in group {
          try SecretsOutput.line("\(file): \(part(index, of: encrypted))\(names.words(recipient))")
        }
      }
    }
  }

  private func part(_ index: Int, of file: SopsFile) -> String {
    let count = file.recipients.count
    return count < 2 ? "" : "group \(index + 1) of \(count), \(file.threshold) needed: "
  }

  private func own() throws(Failure) {
    let (found, problems) = try PersonalKeys.recipients(keys).origins()
    guard !found.isEmpty else {
      throw .failed(
        problems.first
          ?? Problem(
            "no age key is at hand",
            hint: "converge secrets keygen -o FILE makes one; see converge secrets --help"))
    }
    for (recipient, source) in found { try SecretsOutput.line("\(recipient)  \(source)") }
    for problem in problems { SecretsOutput.note("\(problem)") }
  }
}
