internal import Git
internal import Model
internal import Signatures

/// Only what is signed by somebody whom this host trusts is deployed.
extension Pull {
  /// The revision, where its commit's signature is good; else the accepted commit, and an alarm.
  ///
  /// An accepted commit stays, whatever its signature: it is looked at anew only after the file of
  /// allowed signers has changed. Where a remote shows a head that is refused, no further one is
  /// asked for a better one: what the first one shows is what a person has to look at.
  ///
  /// - Parameters:
  ///   - remote: the one that shows the commit; nil where it was here before.
  ///   - isHead: whether no other commit has taken its place on the branch.
  /// - Throws: `.refused` where nothing was accepted so far.
  mutating func vouched(
    _ chosen: Revision, from remote: String? = nil, isHead: Bool = true
  ) throws(Failure) -> Revision {
    guard let gate else { return chosen }
    var revision = chosen
    let id = chosen.commit.id
    let approval = gate.approval(of: id)
    guard record.approved != approval, let refusal = try refusal(of: id, from: remote, by: gate)
    else {
      revision.approved = approval
      return revision
    }
    if let remote { mark(remote, refusal, isHead: id != accepted) }
    guard let accepted else { throw .refused(refusal.problem) }
    if id == accepted {
      // what stands above it decides: nothing is to be done about this one
      let problem = isHead ? refusal.problem : Problem(refusal.problem.message)
      alarm(problem, id, "it stays, since it was deployed before")
    } else {
      alarm(refusal.problem, id, "staying at \(accepted.short)")
      revision.commit = try commit(accepted)
      // it is still new once its key is allowed
      revision.source = nil
      revision = try vouched(revision, isHead: false)
    }
    revision.refusal = refusal.summary
    return revision
  }

  /// Notes what is wrong with what a remote shows.
  private mutating func mark(_ remote: String, _ refusal: Refusal, isHead: Bool) {
    guard let index = statuses.firstIndex(where: { $0.url == remote }) else { return }
    statuses[index].problem = refusal.summary
    guard isHead else { return }
    (statuses[index].advice, statuses[index].isHeadRefused) = (refusal.problem.hint, true)
    (statuses[index].isSource, statuses[index].behind) = (false, nil)
  }

  private struct Refusal {
    /// "9ab3c1d is not signed by ..."
    let summary: String
    /// The same with all that a person needs.
    let problem: Problem
  }

  private func alarm(_ problem: Problem, _ commit: ObjectID, _ consequence: String) {
    let hint = problem.hint.map { "; \($0)" } ?? ""
    let text = "pull: \(problem.message); \(consequence)\(hint)"
    reporter.note(Event(.error, text, commit: commit.short, stage: .pull))
  }

  /// Why a commit's signature does not count; nil where it does.
  private func refusal(
    of id: ObjectID, from remote: String?, by gate: SignatureGate
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
