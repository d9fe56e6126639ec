internal import Glibc
internal import Posix

// A reader that went away must not end a cycle half way.
signal(SIGPIPE, SIG_IGN)
Memory.forbidDumps()
exit(Command.run(Array(CommandLine.arguments.dropFirst())))
