/// What a cycle knows before it plans, beside the declaration and what exists.
public struct Knowledge: Equatable, Sendable {
  /// What a file system calls one file.
  public struct Inode: Equatable, Sendable {
    public let device: UInt64
    public let inode: UInt64

    public init(device: UInt64, inode: UInt64) {
      self.device = device
      self.inode = inode
    }
  }

  public var receipts: [StackName: StackReceipt]
  /// What each stack is made of in the commit; none where its secrets cannot be read.
  public var digests: [StackName: Digests]
  /// Why the secrets of a stack cannot be read.
  public var unreadable: [StackName: Problem]
  /// For each stack with a receipt, the files that differ since.
  public var changes: [StackName: [FileChange]]
  /// What stands in the checkout now, by path in the repository, as far as receipts name it.
  public var inodes: [String: Inode]
  /// Paths in the repository whose files are about to be written: what stands there is not what
  /// containers will see.
  public var replaced: Set<String> = []
  /// Whether everything is compared by Compose itself.
  public var isFullPass: Bool
  /// The deployment digest of the version of each stack that ran well.
  public var verified: [StackName: String] = [:]
  /// The stacks that failed a while ago, and are to stay as they are.
  public var waiting: [StackName: Failing] = [:]
  /// For stacks that go back to an earlier version: the commit they come from, abbreviated.
  public var rolledBack: [StackName: String] = [:]

  public init(
    receipts: [StackName: StackReceipt] = [:], digests: [StackName: Digests] = [:],
    unreadable: [StackName: Problem] = [:], changes: [StackName: [FileChange]] = [:],
    inodes: [String: Inode] = [:], isFullPass: Bool = false
  ) {
    self.receipts = receipts
    self.digests = digests
    self.unreadable = unreadable
    self.changes = changes
    self.inodes = inodes
    self.isFullPass = isFullPass
  }
}
