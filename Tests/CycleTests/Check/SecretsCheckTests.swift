import Secrets
import TestSupport
import Testing

@testable import Cycle

/// What is changed in a clean repository, and what is told then.
struct CheckCase: Sendable, CustomTestStringConvertible {
  let name: String
  let files: [String: Content?]
  /// Whether the laptop's key is at hand.
  var hasKey = false
  let lines: [String]

  var testDescription: String { name }

  init(_ name: String, _ files: [String: Content?], hasKey: Bool = false, _ lines: [String]) {
    (self.name, self.files, self.hasKey, self.lines) = (name, files, hasKey, lines)
  }
}

@Suite("A check of secrets")
struct SecretsCheckTests {
  static let compose = "stacks/web/compose.yaml"
  static let secret = "stacks/web/web.secret.env"
  static let media = AgeKey.host.recipient

  @Test("finds nothing in a clean repository, with a key or without") func clean() throws {
    let desk = try SecretDesk()
    let report = try desk.report(history: true)
    #expect(report.findings == [])
    #expect(report.secrets == 3 && report.hosts == 2 && report.unopened == 3)
    #expect(try desk.report(.commit("HEAD"), history: true).findings == [])
    #expect(try desk.report(.staged).findings == [])
    let opened = try desk.report(keys: [Who.laptopKey])
    #expect(opened.findings == [] && opened.unopened == 0)
    #expect(try desk.report(keys: [Identity.generate()]).unopened == 3)
  }

  @Test("tells what is wrong", arguments: CheckCase.all) func rule(_ wanted: CheckCase) throws {
    let desk = try SecretDesk()
    try desk.commit(wanted.files)
    let found = try desk.lines(keys: wanted.hasKey ? [Who.laptopKey] : [])
    #expect(found == wanted.lines)
    for line in found {
      for value in ["hunter2", "t0ken", "pa$word", "word"] where value != "word" {
        #expect(!line.contains(value))
      }
    }
  }

  @Test("has a case for each rule that looks at one tree") func complete() {
    let told = CheckCase.all.flatMap(\.lines)
    for rule in Finding.Rule.allCases where rule != .history {
      #expect(told.contains { $0.hasSuffix(" [\(rule.rawValue)]") }, "\(rule)")
    }
  }
}

extension CheckCase {
  private static let secret = SecretsCheckTests.secret
  private static let compose = SecretsCheckTests.compose
  private static let media = SecretsCheckTests.media

  static let all = encryption + recipients + readers + variables + files + ciphertexts + keys

  static let encryption = [
    CheckCase(
      "plaintext", [secret: "DB_PASSWORD=hunter2\n"],
      [
        "\(secret): error: not encrypted: run converge secrets encrypt -i \(secret), or name the file "
          + "without .secret [plaintext]"
      ]),
    CheckCase(
      "plaintext of any kind", ["stacks/web/tls.secret.pem": "-----BEGIN PRIVATE KEY-----\n"],
      [
        "stacks/web/tls.secret.pem: error: not encrypted: run converge secrets encrypt -i "
          + "stacks/web/tls.secret.pem, or name the file without .secret [plaintext]"
      ]),
    CheckCase(
      "plaintext yaml", ["stacks/web/app.secret.yaml": "db:\n    user: hunter2\n"],
      [
        "stacks/web/app.secret.yaml: error: not encrypted: run converge secrets encrypt -i "
          + "stacks/web/app.secret.yaml, or name the file without .secret [plaintext]"
      ]),
    CheckCase(
      "a value in plaintext",
      [
        secret: .edited(
          "#a comment\nDB_PASSWORD=x\n", [.media], line: "DB_PASSWORD=", "DB_PASSWORD=hunter2")
      ], hasKey: true,
      [
        "\(secret):2: error: the value of DB_PASSWORD is not encrypted, so that nothing opens the "
          + "file: take it back from an older commit (git checkout COMMIT -- \(secret)), then converge "
          + "secrets set \(secret) DB_PASSWORD [plaintext]"
      ]),
    CheckCase(
      "an empty value",
      [secret: .sealed("DB_PASSWORD=\n", [.media, .laptop])], hasKey: true, []),
    CheckCase(
      "a comment in plaintext",
      [
        secret: .edited("#a comment\nDB_PASSWORD=x\n", [.media], line: "#", "#OLD=hunter2")
      ],
      [
        "\(secret):1: warning: a comment is not encrypted: converge secrets edit \(secret) "
          + "encrypts it [plaintext]"
      ]),
    CheckCase(
      "damaged metadata",
      [
        secret: .edited(
          "DB_PASSWORD=x\n", [.media], line: "sops_lastmodified=", "sops_lastmodified=never")
      ],
      [
        "\(secret):4: error: sops_lastmodified is missing or no time: the file may be cut off "
          + "[format]"
      ]),
    CheckCase(
      "ini", ["stacks/web/old.secret.ini": "[a]\nb=ENC[AES256_GCM,data:x]\n[sops]\nmac=x\n"],
      [
        "stacks/web/old.secret.ini: error: a sops file in the ini format, which is not supported "
          + "yet: encrypt it as dotenv, json, yaml, or as binary (sops encrypt --input-type binary) "
          + "[format]"
      ]),
    CheckCase(
      "a merge that git could not make",
      [
        secret: .conflicted("DB_PASSWORD=x\nSPARE=1\n", "DB_PASSWORD=y\n", [.media]),
        "stacks/web/app.secret.yaml": .conflicted("a: b\n", "a: c\n", [.media]),
      ], hasKey: true,
      [
        "stacks/web/app.secret.yaml:1: error: has merge conflicts: take one side (git checkout "
          + "--ours stacks/web/app.secret.yaml), then set what the other side changed; to read "
          + "theirs: git show :3:stacks/web/app.secret.yaml | converge secrets decrypt --as yaml - "
          + "[conflict]",
        "\(secret):1: error: has merge conflicts: take one side (git checkout --ours \(secret)), "
          + "then set what the other side changed; to read theirs: git show :3:\(secret) | converge "
          + "secrets decrypt --as dotenv - [conflict]",
      ]),
    CheckCase(
      "plaintext that git could not merge",
      [secret: "<<<<<<< a\nDB_PASSWORD=hunter2\n=======\nDB_PASSWORD=word\n>>>>>>> b\n"],
      [
        "\(secret): error: not encrypted: run converge secrets encrypt -i \(secret), or name the file "
          + "without .secret [plaintext]"
      ]),
    CheckCase(
      "a committed plaintext", ["stacks/web/.decrypted.web.secret.env": "DB_PASSWORD=hunter2\n"],
      [
        "stacks/web/.decrypted.web.secret.env: error: a decrypted secret is tracked: remove it "
          + "(git rm --cached), keep .decrypted.* in .gitignore, and change the values at their "
          + "source if it was ever pushed [decrypted]"
      ]),
  ]

  static let recipients = [
    CheckCase(
      "a host without a recipient", ["host/media/age.pub": .none],
      [
        "host/media/age.pub: error: missing, and media uses 3 encrypted files: write the recipient "
          + "of its key there (converge secrets recipients prints it on the host) [host-key]"
      ]),
    CheckCase(
      "a recipient with a comment",
      ["host/nas/age.pub": .text("\t\n \(AgeKey.foreign.recipient)  /etc/converge/age.key\r\n")], []
    ),
    CheckCase("a host that uses nothing without a recipient", ["host/nas/age.pub": .none], []),
    CheckCase(
      "a recipient that is none", ["host/nas/age.pub": "# nas\nage1nonsense\n"],
      [
        "host/nas/age.pub:2: error: not an age recipient: expected age1... in lower case, or "
          + "ssh-ed25519 AAAA... [host-key]"
      ]),
    CheckCase(
      "a host that cannot open", [secret: .sealed("DB_PASSWORD=x\n", [.laptop])],
      [
        "\(secret): error: media, which declares web, is not among its recipients: add \(media) to "
          + ".sops.yaml, then run converge secrets update-keys \(secret); or, if its key is lost, "
          + "remove host/media (or give it a new key there) [cannot-open]"
      ]),
    CheckCase(
      "a host in too few groups",
      ["global/common.secret.env": .groups("TOKEN=x\n", [[.media, .laptop], [.laptop]])],
      [
        "global/common.secret.env: error: media is in too few of its key groups to open it: add "
          + "\(media) to .sops.yaml, then run converge secrets update-keys global/common.secret.env; "
          + "or, if its key is lost, remove host/media (or give it a new key there) [cannot-open]"
      ]),
    CheckCase(
      "a host in all groups",
      ["global/common.secret.env": .groups("TOKEN=x\n", [[.media], [.media, .laptop]])], []),
    CheckCase(
      "a host that may open",
      ["stacks/web/app.secret.yaml": .sealed("a: b\n", [.media, .nas, .laptop])],
      [
        "stacks/web/app.secret.yaml: error: nas, which does not use it, is among its recipients: "
          + "remove its key from .sops.yaml for this file, then run converge secrets update-keys "
          + "stacks/web/app.secret.yaml and converge secrets rotate stacks/web/app.secret.yaml "
          + "[may-open]"
      ]),
    CheckCase(
      "a secret that another stack reaches",
      [
        "host/nas/stacks.yaml": "- other\n",
        "stacks/other/compose.yaml":
          "configs: {a: {file: ../web/.decrypted.app.secret.yaml}}\nservices: {}\n",
        "stacks/web/app.secret.yaml": .sealed("a: b\n", [.media, .nas]),
        "global/common.secret.env": .sealed("TOKEN=x\n", [.media, .nas]),
      ], []),
    CheckCase(
      "a list that cannot be read", ["host/nas/stacks.yaml": "web: 1\n"],
      [
        "host/nas/stacks.yaml:1: error: must be a list of stack names, not a mapping; write one "
          + "stack name a line, each behind a dash; an empty list is written [] [declaration]"
      ]),
  ]

  private static let published =
    "age1tts9...27j8 is a key of converge's example, whose private half is published"

  static let readers = [
    CheckCase(
      "a key that everybody has",
      [
        ".sops.yaml": .text("keys:\n  - &media \(Who.published) # media\n  # - age1\n"),
        "host/nas/age.pub": .text("\(Who.published)\n"),
        secret: .sealed("DB_PASSWORD=x\n", [.everybody, .media]),
      ],
      [
        ".sops.yaml:2: error: \(published): put your own in its place (converge secrets keygen makes "
          + "one, converge secrets recipients prints those at hand) [published-key]",
        "host/nas/age.pub: error: \(published): write the recipient of the host's own key there "
          + "(converge secrets recipients prints it on the host) [published-key]",
        "\(secret): error: nas, which does not use it, is among its recipients: remove its key from "
          + ".sops.yaml for this file, then run converge secrets update-keys \(secret) and converge "
          + "secrets rotate \(secret) [may-open]",
        "\(secret): error: everybody can open it: \(published): once .sops.yaml names your keys "
          + "alone, run converge secrets update-keys \(secret), and change the values where they came "
          + "from [published-key]",
      ]),
    CheckCase(
      "a reader whom nobody knows, and those whom the repository or the person does",
      [
        ".sops.yaml": .text("keys: [\(media), \(Who.laptopKey.recipient),\n\(stranger)]\n")
      ], hasKey: true,
      [
        ".sops.yaml:2: note: \(stranger.prefix(8))...\(stranger.suffix(4)) is neither in a "
          + "host/*/age.pub nor a key of yours: see that you know whose it is [unknown-reader]"
      ]),
    CheckCase(
      "a reader of whom it is not known whether he is the person",
      [".sops.yaml": .text("keys: [\(stranger)]\n")], []),
  ]

  private static let stranger = "\(Identity.generate().recipient)"

  static let variables = [
    CheckCase(
      "a variable that nobody defines",
      ["stacks/web/compose.override.yml": "services:\n  web:\n    image: web:${TAG}$$NO\n"],
      [
        "stacks/web/compose.override.yml:3: error: TAG is used, and no environment file of web on "
          + "media defines it: define it, or give it a default (${TAG:-...}) [undefined]"
      ]),
    CheckCase(
      "a variable that only another host defines",
      [
        "host/nas/stacks.yaml": "- web\n", "host/nas/nas.env": "TAG=1\n",
        "stacks/web/compose.override.yml": "services: {web: {image: '${TAG}'}}\n",
        secret: .sealed("DB_PASSWORD=x\n", [.media, .nas]),
        "stacks/web/app.secret.yaml": .sealed("a: b\n", [.media, .nas]),
        "global/common.secret.env": .sealed("TOKEN=x\n", [.media, .nas]),
      ],
      [
        "stacks/web/compose.override.yml:1: error: TAG is used, and no environment file of web on "
          + "media defines it: define it, or give it a default (${TAG:-...}) [undefined]"
      ]),
    CheckCase(
      "what Compose, a default and an included file's own folder define",
      [
        "stacks/web/compose.override.yml": """
        include: [../shared/part.yaml]
        services:
          web: {image: "${COMPOSE_PROJECT_NAME}${HOME}${A:-${B:-c}}${D+e}"}

        """,
        "stacks/shared/part.yaml": "services: {part: {image: '${OWN}'}}\n",
        "stacks/shared/.env": "OWN=1\n",
      ], []),
    CheckCase(
      "a key that nothing uses",
      [secret: .sealed("DB_PASSWORD=x\nSPARE=y\n", [.media])],
      [
        "\(secret):2: warning: SPARE is defined, and nothing in web uses it: remove it, or use it "
          + "as ${SPARE} [unused]"
      ]),
    CheckCase(
      "a shared key that nothing uses",
      ["global/more.secret.env": .sealed("MORE=y\n", [.media])],
      [
        "global/more.secret.env:1: warning: MORE is defined, and nothing in web uses it: remove it, "
          + "or use it as ${MORE} [unused]"
      ]),
    CheckCase(
      "keys that a container gets whole, passed on by name, or by way of another value",
      [
        "stacks/web/compose.override.yml": """
        services:
          web:
            environment: [PASSED]
            env_file: [{path: ./.decrypted.whole.secret.env, required: false}]
            build: {args: {ARGUMENT: }}

        """,
        "stacks/web/plain.env": "URL=http://${INNER}@db\n",
        "stacks/web/more.secret.env": .sealed("PASSED=1\nINNER=2\nARGUMENT=3\n", [.media]),
        "stacks/web/whole.secret.env": .sealed("A=1\nB=2\n", [.media]),
      ], []),
    CheckCase(
      "a Compose file that is none", ["stacks/web/compose.yaml": "services: [\n"],
      [
        "stacks/web/compose.yaml:2: error: no YAML: did not find expected node content "
          + "[declaration]"
      ]),
  ]

  static let files = [
    CheckCase(
      "plaintexts of files that are not there",
      [
        "stacks/web/compose.override.yml": """
        services:
          web:
            env_file: .decrypted.app.secret.env
            volumes: ["./.decrypted.ap.secret.yaml:/etc/app.yaml:ro", "./.decrypted.app.secret.yaml:/x"]
        configs: {a: {file: ./sub/.decrypted.b.secret.pem}}

        """
      ],
      [
        (3, "app.secret.env", "app.secret.env"), (4, "ap.secret.yaml", "ap.secret.yaml"),
        (5, "b.secret.pem", "sub/b.secret.pem"),
      ].map { line, name, path in
        "stacks/web/compose.override.yml:\(line): error: names .decrypted.\(name), and there is no "
          + "encrypted file stacks/web/\(path): add it, or mend the name [missing]"
      }),
    CheckCase(
      "owners and modes that no cycle takes",
      [
        "stacks/web/compose.override.yml": """
        x-converge:
          verify: {window: 5}
          secrets:
            app.secret.yaml: {owner: root}
            ./app.secret.yaml: {mode: "0999"}
            ap.secret.yaml: {mode: "0440"}
            web.secret.env: {owner: "1"}

        """
      ],
      [
        "stacks/web/compose.override.yml:2: error: x-converge: window must be a time from 1s to 30m, "
          + "such as 20s or 10m [declaration]",
        "stacks/web/compose.override.yml:4: error: x-converge: owner must be numbers, \"UID\" or "
          + "\"UID:GID\" [declaration]",
        "stacks/web/compose.override.yml:5: error: x-converge: mode must be octal digits such as "
          + "\"0440\" [declaration]",
        "stacks/web/compose.override.yml:6: error: x-converge: secrets: ap.secret.yaml is no encrypted "
          + "file that can have an owner; the stack has app.secret.yaml [declaration]",
        "stacks/web/compose.override.yml:7: error: x-converge: secrets: web.secret.env is no encrypted "
          + "file that can have an owner; files of variables are always root's alone: Compose reads "
          + "them [declaration]",
      ]),
    CheckCase(
      "a file that no Compose file names",
      ["stacks/web/deep/tls.secret.pem": .sealed("x", [.media])],
      [
        "stacks/web/deep/tls.secret.pem: warning: no Compose file of web names "
          + ".decrypted.tls.secret.pem: name it there, or remove this file [unused]"
      ]),
    CheckCase(
      "files in a folder that a container or an image gets, or on a way with variables",
      [
        "stacks/web/deep/tls.secret.pem": .sealed("x", [.media]),
        "stacks/web/image/a.secret.txt": .sealed("x", [.media]),
        "stacks/web/compose.override.yml":
          "services: {web: {build: ./image, volumes: ['./deep:/etc/tls']}}\n",
      ], []),
  ]

  static let ciphertexts = [
    CheckCase(
      "ciphertext in plain files",
      [
        "stacks/web/plain.env": "A=1\nB=ENC[AES256_GCM,data:x]\n",
        "stacks/web/compose.override.yml": "services:\n  web:\n    hostname: ENC[AES256_GCM,x]\n",
      ],
      [
        "stacks/web/compose.override.yml:3: error: a text is encrypted, and nothing decrypts it "
          + "here: move it to a .secret file [encrypted-value]",
        "stacks/web/plain.env:2: error: the value of B is encrypted, and nothing decrypts it here: "
          + "move it to a .secret.env file [encrypted-value]",
      ]),
    CheckCase(
      "encrypted files where decrypted ones are meant",
      [
        "stacks/web/compose.override.yml": """
        services:
          web:
            env_file: web.secret.env
            volumes:
              - ./app.secret.yaml:/etc/app.yaml:ro
              - {type: bind, source: ../../global/common.secret.env, target: /x}
            build: {args: [FILE=app.secret.yaml]}
        configs: {a: {file: app.secret.yaml}}
        x-converge: {secrets: {app.secret.yaml: {mode: "0440"}}}

        """
      ],
      [
        (3, "stacks/web/web.secret.env", "web.secret.env"),
        (5, "stacks/web/app.secret.yaml", "app.secret.yaml"),
        (6, "global/common.secret.env", "common.secret.env"),
        (7, "stacks/web/app.secret.yaml", "app.secret.yaml"),
        (8, "stacks/web/app.secret.yaml", "app.secret.yaml"),
      ].map { line, path, name in
        "stacks/web/compose.override.yml:\(line): error: names \(path), which stays encrypted: name "
          + ".decrypted.\(name) beside it instead [encrypted-value]"
      }),
  ]

  static let keys = [
    CheckCase(
      "a value that was removed",
      [secret: .edited("DB_PASSWORD=x\n#y\n", [.laptop, .media], line: "DB", "DB_PASSWORD=")],
      hasKey: true,
      [
        "\(secret): error: values were changed, removed, added or reordered after encryption (mac "
          + "mismatch): restore the file from an older commit; if it was merged by hand, take one "
          + "side whole, then set what the other side changed [mac]"
      ]),
    CheckCase(
      "line feeds that Compose leaves as they are written",
      [
        secret: .sealed(
          "DB_PASSWORD=a\\nb\nTWICE=\"a\\nb\"\nRAW='a\\nb'\n", [.laptop, .media]),
        "stacks/web/compose.override.yml":
          "services: {web: {env_file: .decrypted.web.secret.env}}\n",
      ], hasKey: true,
      [(1, "DB_PASSWORD"), (3, "RAW")].map { line, key in
        "\(secret):\(line): warning: \(key): docker compose hands on \\n as two characters, not as a "
          + "line feed: put the value in double quotes, where $ and \\ want a \\ before them "
          + "[compose-changes]"
      }),
    CheckCase(
      "values that Compose changes",
      [
        secret: .sealed(
          "DB_PASSWORD=pa$word\nCUT=a #b\nQUOTE=\"a\nTWICE='a$b'\nWANTED=a${TOKEN}\nBLANK=a \n",
          [.laptop, .media]),
        "stacks/web/compose.override.yml":
          "services: {web: {env_file: .decrypted.web.secret.env}}\n",
      ], hasKey: true,
      [
        "\(secret):1: error: DB_PASSWORD: docker compose replaces $ and what follows it: put the "
          + "value in single quotes to keep it [compose-changes]",
        "\(secret):2: error: CUT: docker compose cuts the value at ' #': put the value in single "
          + "quotes to keep it [compose-changes]",
        "\(secret):3: error: QUOTE: docker compose refuses the whole file because a quote is never "
          + "closed: close or remove it [compose-changes]",
        "\(secret):6: warning: BLANK: docker compose drops blanks at the ends of the value: put "
          + "the value in single quotes to keep it [compose-changes]",
      ]),
  ]
}
