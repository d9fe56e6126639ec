import Posix
import Testing

@Suite("a word of a command line")
struct ShellWordTests {
  @Test("stays as it is where a shell takes it so", arguments: ["a.key", "/etc/x_1-2", "HEAD:./a"])
  func plain(_ text: String) {
    #expect(text.shellWord == text)
  }

  @Test(
    "is quoted so that a shell takes it as it was",
    arguments: [
      "", "it's; a key", "'", "''a'", "$HOME `id` \"x\" \\", "two\nlines", "~", "a'\u{301}; id #",
      "'\u{301}\\'", "\u{301}",
    ])
  func quoted(_ text: String) throws {
    let child = Child(
      "/bin/sh", ["-c", "printf %s \(text.shellWord)"], environment: ["PATH=/usr/bin:/bin"],
      deadline: 20, outputLimit: 1 << 10)
    #expect(try child.run().output == Array(text.utf8))
  }
}
