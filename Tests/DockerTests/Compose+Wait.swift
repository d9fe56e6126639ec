import Docker

/// One command after the other, as tests need them.
extension Compose {
  func config(
    _ project: ComposeProject, reader: ProjectReader, deadline: Double = 60
  ) throws(ComposeError) -> Resolution {
    try run(project, .config, deadline: deadline).resolution(reader)
  }

  func build(
    _ project: ComposeProject, services: [String], deadline: Double
  ) throws(ComposeError) {
    try run(project, .build(services), deadline: deadline).result()
  }

  @discardableResult
  func up(_ project: ComposeProject, deadline: Double) throws(ComposeError) -> [ComposeWarning] {
    try run(project, .up(), deadline: deadline).warnings()
  }
}
