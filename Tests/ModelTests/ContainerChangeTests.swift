import Model
import Testing

@Suite("Changes of containers between two looks")
struct ContainerChangeTests {
  private func look(_ containers: (String, String, Container.State)...) -> [Container] {
    containers.map { name, id, state in
      Container(id: id, name: name, project: "web", service: name, state: state)
    }
  }

  private func words(
    _ old: [Container], _ new: [Container], _ deeds: [String: ContainerChange.Kind] = [:]
  ) -> [String] {
    ContainerChange.all(from: old, to: new, deeds: deeds).map(\.description)
  }

  @Test("are told by name and id") func kinds() {
    let before = look(
      ("a", "1", .running), ("b", "2", .running), ("c", "3", .exited), ("d", "4", .running),
      ("f", "6", .running))
    let after = look(
      ("a", "1", .running), ("b", "9", .running), ("c", "3", .running), ("e", "5", .running),
      ("g", "6", .running))
    #expect(
      words(before, after) == [
        "recreated b", "started c", "created e", "renamed f to g", "removed d",
      ])
  }

  @Test("include what was done without a trace, to containers that stayed") func deeds() {
    let before = look(("a", "1", .running), ("b", "2", .exited), ("c", "3", .running))
    let after = look(("a", "1", .running), ("b", "2", .exited), ("c", "9", .running))
    let deeds: [String: ContainerChange.Kind] = [
      "a": .signalled("SIGHUP"), "b": .ran, "c": .restarted,
    ]
    #expect(words(before, after, deeds) == ["sent SIGHUP to a", "ran b", "recreated c"])
  }

  @Test("are none where nothing was done") func none() {
    let look = look(("a", "1", .running), ("b", "2", .exited))
    #expect(words(look, look).isEmpty)
  }
}
