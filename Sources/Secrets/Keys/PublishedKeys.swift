/// The keys whose private halves everybody has: those of the example repository.
public enum PublishedKeys {
  /// Where the example has them.
  public static let folder = ".throw-away-keys"

  /// What is said of such a key, behind where it stands.
  public static let words = "is a key of converge's example, which everybody has"

  /// The recipients, as they are written.
  public static let recipients: Set<String> = [
    "age1dpwx5r4psd84yt0trwnff6t8h5yprjv4wz8pscv60cn5ttzw7quqphnlj0",
    "age1yegwsv25u77nqnwyemmz9z250usstdued0pavh7d3n24m6aunckqwc9qz3",
    "age1tts9um0w77q270z7kffnq0pw2xc5ensrnytfsmaapfy8cvt6hakqkd27j8",
    "age1knmltfrgrwxgzqqgt6jwrssmv6n3y23c4lhql4pmvxdzwzzhs3nqz589zw",
  ]

  /// Whether everybody has a recipient's private half.
  public static func contains(_ recipient: Recipient) -> Bool {
    recipients.contains("\(recipient)")
  }
}
