internal import JSON
public import Model

/// What the Engine knows of data.
extension Engine {
  /// The volumes and folders that a container can write; volumes without a name too.
  public func data(of id: String) throws(EngineError) -> [DataUse] {
    try send("GET", "/containers/\(id.percentEncoded)/json", "examine the container \(id)")
      .read(DataAnswer.uses)
  }
}

/// Those pieces of `GET /containers/ID/json`.
private enum DataAnswer {
  static func uses(_ json: inout JSONReader) throws(JSONReader.Fault) -> [DataUse] {
    var use = DataUse(service: nil, image: "", imageID: "", mount: DataMount("", at: ""))
    var mounts: [DataMount] = []
    guard try json.object() else { throw JSONReader.Fault() }
    while let key = try json.key() {
      switch key {
      case "Image": use.imageID = try json.string() ?? ""
      case "Config": try readConfiguration(&json, into: &use)
      case "Mounts": mounts = try self.mounts(&json)
      default: try json.skip()
      }
    }
    return mounts.map { mount in
      var one = use
      one.mount = mount
      return one
    }
  }

  private static func readConfiguration(
    _ json: inout JSONReader, into use: inout DataUse
  ) throws(JSONReader.Fault) {
    guard try json.object() else { return }
    while let key = try json.key() {
      switch key {
      case "Image": use.image = try json.string() ?? ""
      case "Labels": use.service = try ContainerLabels(&json).service
      default: try json.skip()
      }
    }
  }

  private static func mounts(_ json: inout JSONReader) throws(JSONReader.Fault) -> [DataMount] {
    guard try json.list() else { return [] }
    var result: [DataMount] = []
    while try json.item() {
      if let mount = try mount(&json) { result.append(mount) }
    }
    return result
  }

  /// - Returns: nil for what cannot be written, or keeps nothing.
  private static func mount(_ json: inout JSONReader) throws(JSONReader.Fault) -> DataMount? {
    var (kind, name, source, target): (String?, String?, String?, String?)
    var isWritable = false
    guard try json.object() else { return nil }
    while let key = try json.key() {
      switch key {
      case "Type": kind = try json.string()
      case "Name": name = try json.string()
      case "Source": source = try json.string()
      case "Destination": target = try json.string()
      case "RW": isWritable = try json.flag() ?? false
      default: try json.skip()
      }
    }
    guard isWritable, let target, kind == "volume" || kind == "bind",
      let source = kind == "volume" ? name : source
    else { return nil }
    return DataMount(source, at: target)
  }
}
