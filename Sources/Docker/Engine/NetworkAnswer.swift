internal import JSON
internal import Model

/// A network as `GET /networks` tells it.
enum NetworkAnswer {
  /// Reads the list of networks.
  static func all(_ json: inout JSONReader) throws(JSONReader.Fault) -> [Network] {
    guard try json.list() else { throw JSONReader.Fault() }
    var result: [Network] = []
    while try json.item() { result.append(try network(&json)) }
    return result
  }

  private static func network(_ json: inout JSONReader) throws(JSONReader.Fault) -> Network {
    guard try json.object() else { throw JSONReader.Fault() }
    var id: String?
    var name: String?
    var labels = ContainerLabels()
    while let key = try json.key() {
      switch key {
      case "Id": id = try json.string()
      case "Name": name = try json.string()
      case "Labels": labels = try ContainerLabels(&json)
      default: try json.skip()
      }
    }
    guard let id, let name else { throw JSONReader.Fault() }
    return Network(id: id, name: name, project: labels.project)
  }
}
