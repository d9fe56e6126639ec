internal import Git
internal import Model
internal import Signatures

/// What is deployed of what a remote shows, and what its signature says of it.
struct Vouched {
  let commit: ObjectID
  /// What the record is to hold of its signature; nil where that is not good, or not asked for.
  var approved: String?
  /// What is not signed as this host wants it: the head, which is not deployed then, or what is
  /// deployed already.
  var refusal: String?
  /// Whether it is the head that was refused.
  var isHeadRefused = false
}

extension Pull {
  /// The commit chosen, where its signature is good; else the accepted one, and an alarm.
  ///
  /// An accepted commit stays, whatever its signature: it is looked at anew only after the file of
  /// allowed signers has changed.
  ///
  /// - Parameter remote: the one that shows it; nil where none was reached.
  /// - Throws: `.notSigned` where nothing was accepted so far.
  func vouch(_ chosen: ObjectID, from remote: Remote?) throws(Failure) -> Vouched {
    guard let gate else { return Vouched(commit: chosen) }
    let approved = gate.approval(of: chosen)
    if record.approved == approved { return Vouched(commit: chosen, approved: approved) }
    guard let refusal = try refusal(of: chosen, from: remote, by: gate) else {
      return Vouched(commit: chosen, approved: approved)
    }
    guard let accepted else { throw .notSigned(refusal.problem) }
    if chosen == accepted {
      alarm(refusal, chosen, "it stays, since it was deployed before")
      return Vouched(commit: chosen, refusal: refusal.summary)
    }
    alarm(refusal, chosen, "staying at \(accepted.short)")
    var kept = try vouch(accepted, from: nil)
    kept.refusal = refusal.summary
    kept.isHeadRefused = true
    return kept
  }

  private struct Refusal {
    /// "9ab3c1d is not signed by ..."
    let summary: String
    /// The same with all that a person needs.
    let problem: Problem
  }

  private func alarm(_ refusal: Refusal, _ commit: ObjectID, _ consequence: String) {
    let hint = refusal.problem.hint.map { "; \($0)" } ?? ""
    let text = "pull: \(refusal.problem.message); \(consequence)\(hint)"
    reporter.note(Event(.error, text, commit: commit.short, stage: .pull))
  }

  /// Why a commit's signature does not count; nil where it does.
  private func refusal(
    of id: ObjectID, from remote: Remote?, by gate: SignatureGate
  ) throws(Failure) -> Refusal? {
    let commit = try signedCommit(id)
    let fault: SignatureFault
    do {
      let signer = try gate.signer(of: commit)
      reporter.note(Event(.debug, "pull: \(id.short) is signed by \(signer)", stage: .pull))
      return nil
    } catch {
      fault = error
    }
    try interruption.check()
    let words = fault.words(gate.path)
    let place = remote.map { " of \($0)" } ?? ""
    return Refusal(
      summary: "\(id.short) refused: \(words)",
      problem: Problem(
        "\(id.short)\(place) is refused: \(words); \(commit.origin)", hint: fault.hint(gate.path)))
  }

  private func signedCommit(_ id: ObjectID) throws(Failure) -> SignedCommit {
    _ = try commit(id)
    do {
      return SignedCommit(try repository.commitBytes(id))
    } catch {
      throw Failure(error)
    }
  }
}

extension SignedCommit {
  /// Who says to have made it.
  fileprivate var origin: String {
    author == committer
      ? "committed by \(author)" : "written by \(author), committed by \(committer)"
  }
}
