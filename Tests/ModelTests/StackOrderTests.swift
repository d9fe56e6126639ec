import Model
import Testing

@Suite("The order of stacks")
struct StackOrderTests {
  typealias Use = (name: String, creates: Set<Resource>, uses: Set<Resource>)

  private func order(_ uses: Use...) -> StackOrder {
    let projects = uses.map { use in
      (StackName(use.name)!, ResolvedProject(services: [], creates: use.creates, uses: use.uses))
    }
    return StackOrder(Dictionary(uniqueKeysWithValues: projects))
  }

  private func names(_ stacks: some Sequence<StackName>) -> [String] { stacks.map(\.text).sorted() }

  @Test("lets a stack wait for those that make its networks and volumes") func waiting() {
    let order = order(
      ("proxy", [.network("front")], []), ("db", [.volume("data"), .network("back")], []),
      ("app", [], [.network("front"), .volume("data")]), ("other", [.network("other")], []))
    #expect(names(order.waits[StackName("app")!]!) == ["db", "proxy"])
    for name in ["proxy", "db", "other"] { #expect(order.waits[StackName(name)!]!.isEmpty) }
    #expect(order.circles.isEmpty)
  }

  @Test("tells a network from a volume of the same name") func kinds() {
    let order = order(("a", [.network("data")], []), ("b", [], [.volume("data")]))
    #expect(order.waits[StackName("b")!]!.isEmpty)
  }

  @Test("takes no notice of what no declared stack makes") func unknown() {
    let order = order(("a", [], [.network("by-hand")]))
    #expect(order.waits[StackName("a")!]!.isEmpty)
  }

  @Test("lets no stack wait for itself") func own() {
    let order = order(("a", [.network("n")], [.network("n")]))
    #expect(order.waits[StackName("a")!]!.isEmpty)
    #expect(order.circles.isEmpty)
  }

  @Test("waits for all that claim to make the same") func twoMakers() {
    let order = order(
      ("a", [.network("n")], []), ("b", [.network("n")], []), ("c", [], [.network("n")]))
    #expect(names(order.waits[StackName("c")!]!) == ["a", "b"])
  }

  @Test("names all stacks of a circle, and only those") func circles() {
    let order = order(
      ("a", [.network("a")], [.network("c")]), ("b", [.network("b")], [.network("a")]),
      ("c", [.network("c")], [.network("b")]), ("after", [], [.network("a")]),
      ("before", [.volume("v")], []), ("d", [.network("d")], [.network("e"), .volume("v")]),
      ("e", [.network("e")], [.network("d")]))
    #expect(names(order.circles.keys) == ["a", "b", "c", "d", "e"])
    #expect(names(order.circles[StackName("b")!]!) == ["a", "b", "c"])
    #expect(names(order.circles[StackName("e")!]!) == ["d", "e"])
  }
}
