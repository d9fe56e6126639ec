import Testing

@testable import Git

@Suite("What ssh says of a server's key") struct SSHComplaintTests {
  private let warning = "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\n"

  @Test("names the key that it shows")
  func changed() {
    let lines = """
      The fingerprint for the ED25519 key sent by the remote host is
      SHA256:abc.
      Offending ED25519 key in /etc/converge/known_hosts:3
      """
    let complaint = SSHComplaint(warning + lines)
    #expect(
      complaint.kind
        == .changedHostKey(
          shown: "ED25519 SHA256:abc", place: "/etc/converge/known_hosts:3"))
  }

  @Test(
    "may be anything",
    arguments: [
      "", "key fingerprint for the x", "fingerprint for the key", "fingerprint for the ",
      "Offending in ", "Offending  in ", "SHA256:", "\u{0}\r\n\r key key",
    ])
  func anything(_ text: String) {
    for start in ["", warning] {
      #expect(SSHComplaint(start + text).words.unicodeScalars.count < 400)
    }
  }
}
