extension CommentedDocument {
  /// The text of documents, as go-yaml (version 3) writes them with an indentation of 4.
  public static func text(of documents: [CommentedDocument]) -> [UInt8] {
    var emitter = Emitter()
    for (index, document) in documents.enumerated() {
      emitter.document(document, isFirst: index == 0)
    }
    return emitter.text
  }
}
