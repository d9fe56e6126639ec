// swift-tools-version: 6.0
import PackageDescription

// The parsers and their seeds: a test, or with scripts/fuzz a program around libFuzzer.
let parsers: [Target.Dependency] = [
  "YAML", "JSON", "Crypto", "Signatures", "Secrets", "Model", "Docker", "Cycle", "TestSupport",
]
let fuzz: Target =
  Context.environment["CONVERGE_FUZZ"] == nil
  ? .testTarget(
    name: "FuzzTests", dependencies: parsers, path: "Tests/Fuzz", exclude: ["Entry", "seeds"])
  : .executableTarget(
    name: "Fuzz", dependencies: parsers, path: "Tests/Fuzz", exclude: ["Replay", "seeds"],
    swiftSettings: [.unsafeFlags(["-parse-as-library"])])

// Where most of the code is and little of a cycle's time, size counts.
let small: [SwiftSetting] = [.unsafeFlags(["-Osize"], .when(configuration: .release))]

// Modules stand lowest first; each may import only what stands above it in this list.
// A C library is visible in exactly one overlay: nothing else names it as a dependency.
let package = Package(
  name: "converge",
  products: [.executable(name: "converge", targets: ["converge"])],
  targets: [
    .systemLibrary(name: "CGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "CLinux"),

    .target(name: "Posix", dependencies: ["CLinux"]),
    .target(name: "YAML", dependencies: ["CYAML"]),
    .target(name: "JSON"),
    .target(name: "Crypto", dependencies: ["CSodium", "CCrypto"]),
    .target(name: "Git", dependencies: ["CGit2", "Crypto", "Posix"], swiftSettings: small),
    .target(name: "Checkout", dependencies: ["Git", "Posix"], swiftSettings: small),
    .target(name: "Signatures", dependencies: ["Crypto", "Posix"], swiftSettings: small),
    .target(name: "Secrets", dependencies: ["YAML", "JSON", "Crypto"], swiftSettings: small),
    .target(name: "Model", swiftSettings: small),
    .target(
      name: "Docker", dependencies: ["Posix", "YAML", "JSON", "Crypto", "Model"],
      swiftSettings: small),
    .target(
      name: "Cycle",
      dependencies: [
        "Posix", "YAML", "JSON", "Crypto", "Git", "Checkout", "Signatures", "Secrets", "Model",
        "Docker",
      ], swiftSettings: small),
    .target(
      name: "Setup", dependencies: ["Posix", "Crypto", "Git", "Secrets", "Model", "Cycle"],
      swiftSettings: small),
    .target(
      name: "Doctor",
      dependencies: ["Posix", "JSON", "Git", "Secrets", "Model", "Docker", "Cycle"],
      swiftSettings: small),
    // Packed relocations make the program a megabyte smaller, and leaving out the tables for C++
    // exceptions two; not every linker knows how. The static runtime exports every symbol of the
    // program, which keeps code that nothing calls. The names of all characters are left out: see
    // names.c in CLinux.
    .executableTarget(
      name: "converge",
      dependencies: ["Posix", "Checkout", "Secrets", "Model", "Cycle", "Setup", "Doctor"],
      swiftSettings: small,
      linkerSettings: [
        .unsafeFlags(
          [
            "-use-ld=bfd", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker",
            "--no-export-dynamic", "-Xlinker", "--no-eh-frame-hdr", "-Xlinker",
            "--wrap=_swift_stdlib_getScalarName", "-Xlinker", "-T", "-Xlinker",
            "\(Context.packageDirectory)/scripts/release.ld",
          ],
          .when(configuration: .release))
      ]),

    .target(name: "TestSupport", dependencies: ["JSON"], path: "Tests/Support"),
    // What tests kill, and what is measured: a process of its own that checks out, or decrypts.
    .executableTarget(
      name: "Probe", dependencies: ["Posix", "Crypto", "Git", "Checkout", "Secrets"],
      path: "Tests/Probe"),
    .testTarget(name: "PosixTests", dependencies: ["Posix"]),
    .testTarget(name: "YAMLTests", dependencies: ["YAML"]),
    .testTarget(name: "JSONTests", dependencies: ["JSON"]),
    .testTarget(
      name: "GitTests", dependencies: ["Crypto", "Git", "Posix", "TestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(name: "CheckoutTests", dependencies: ["Checkout", "Git", "Posix"]),
    .testTarget(name: "CryptoTests", dependencies: ["Crypto"]),
    .testTarget(
      name: "SignaturesTests", dependencies: ["Signatures", "Crypto", "Posix", "TestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(name: "SecretsTests", dependencies: ["Secrets", "Crypto"], exclude: ["Fixtures"]),
    .testTarget(name: "ModelTests", dependencies: ["Model"], exclude: ["Scenarios"]),
    .testTarget(name: "DockerTests", dependencies: ["Docker", "Model", "Posix", "TestSupport"]),
    .testTarget(
      name: "CycleTests",
      dependencies: ["Cycle", "Checkout", "Git", "Model", "Posix", "Secrets", "TestSupport"]),
    .testTarget(
      name: "SetupTests", dependencies: ["Setup", "Cycle", "Git", "Model", "Posix", "TestSupport"]),
    .testTarget(
      name: "DoctorTests",
      dependencies: ["Doctor", "Cycle", "Git", "Model", "Posix", "Secrets", "TestSupport"]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "Checkout", "Cycle", "Setup", "Doctor", "Model", "Posix", "Secrets", "TestSupport",
        "converge",
      ]),
    .testTarget(name: "EndToEndTests", dependencies: ["TestSupport", "converge"]),
    .testTarget(name: "HostTests", dependencies: ["TestSupport", "converge"]),
    fuzz,
  ]
)
