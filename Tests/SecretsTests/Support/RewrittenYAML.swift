import Testing

@testable import Secrets

/// What the yaml store of sops 3.13 makes of plain files; taken from it.
struct RewrittenYAML: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let printed: String

  var testDescription: String { name }

  static let all: [RewrittenYAML] = [
    .init(
      name: "comments in every place",
      text: """
        # top

        # first
        a: 1 # behind
        # above b
        b:
          # above c
          c: x
          # below c

        # above list
        list: # behind list
          # above first
          - a # behind first
          # above second
          - b

          # last of list

        z: 1
        # end

        """,
      printed: """
        # top
        # first
        a: 1 # behind
        # above b
        b:
            # above c
            c: x
            # below c
        # above list
        # behind list
        list:
            # above first
            - a # behind first
            # above second
            - b
            # last of list
        z: 1
        # end

        """),
    .init(
      name: "comments of lists of mappings",
      text: """
        l:
          # one
          - k: v
            # deep
            k2: v2
            # foot

          # two
          - # three
            k: v

        """,
      printed: """
        l:
            # one
            - k: v
              # deep
              k2: v2
              # foot
            # two
            # three
            - k: v

        """),
    .init(
      name: "flow style becomes block style",
      text: """
        a: [1, {b: c}, []] # c
        b: {} # d
        c: {x: [y, # in
          z]} # e

        """,
      printed: """
        a:
            # c
            - 1
            - b: c
            - []
        b: {
            # d
        }
        c:
            # e
            x:
                - "y" # in
                - z

        """),
    .init(
      name: "indentless lists",
      text: """
        a:
        - x # c
        # d
        - y
        b: 1

        """,
      printed: """
        a:
            - x # c
            # d
            - "y"
        b: 1

        """),
    .init(
      name: "block scalars",
      text: """
        a: | # c
          x
          # no comment

        b: >-
          y
          z
        # above c
        c: |+
          w

        d: "q" #e

        """,
      printed: """
        a: | # c
            x
            # no comment
        b: y z
        # above c
        c: |+
            w

        d: q #e

        """),
    .init(
      name: "an anchor, an alias, and a merge",
      text: """
        base: &base # c
          x: 1
        use:
          <<: *base
          y: *base

        """,
      printed: """
        base:
            # c
            x: 1
        use:
            !!merge <<:
                # c
                x: 1
            "y":
                # c
                x: 1

        """),
    .init(
      name: "documents with comments between them",
      text: """
        # one
        a: 1
        # foot of one
        ---
        # two

        b: 2
        ---
        c: 3
        ...
        # tail
        ---

        """,
      printed: """
        # one
        a: 1
        # two
        ---
        b: 2
        ---
        c: 3
        ---
        # tail
        {}

        """),
    .init(
      name: "only comments",
      text: """
        a: 1
        m:
          # inner
          {}

        """,
      printed: """
        a: 1
        m: {
            # inner
        }

        """),
    .init(
      name: "comments that are indented less",
      text: """
        a:
            b:
                c: 1
              # between
            # of a
            d: 2
          # of root
        # end
        e: 3

        """,
      printed: """
        a:
            b:
                c: 1
                # between
            # of a
            d: 2
            # of root
        # end
        e: 3

        """),
    .init(
      name: "types",
      text: """
        s: "1"
        i: 0x10
        o: 0o17
        f: 1e3
        g: 1.50
        n: ~
        t: 2001-12-14t21:59:43.10-05:00
        d: 2001-12-14
        b: TRUE
        bin: !!binary aGVsbG8=
        fl: !!float 3
        st: !!str 3
        e:

        """,
      printed: """
        s: "1"
        i: 16
        o: 15
        f: 1000
        g: 1.5
        "n": null
        t: 2001-12-14T21:59:43.1-05:00
        d: 2001-12-14T00:00:00Z
        b: true
        bin: hello
        fl: 3
        st: "3"
        e: null

        """),
  ]
}
