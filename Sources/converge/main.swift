internal import Glibc

// A reader that went away must not end a cycle half way.
signal(SIGPIPE, SIG_IGN)
exit(Command.run(Array(CommandLine.arguments.dropFirst())))
